import { BbbInvalidRequest } from '../errors/invalid-input.ts'
import { normaliseBaseUrl } from './base-url.ts'
import { type ChecksumAlgorithm, computeChecksum, requireSafeAlgorithm } from './checksum.ts'
import { buildQuery, type QueryParameters } from './query-string.ts'

/** What is needed to sign one call. */
export interface CallToSign {
  /** In any of the forms that operators paste: with or without slash, with or without `/api`. */
  baseUrl: string
  /** BBB's name of the call: `create`, `hooks/create`. */
  callName: string
  /** Sent in the order given. */
  params?: QueryParameters | undefined
  /** Used as it is, to the byte. `createBbbClient` trims what an operator pasted; this function does not. */
  secret: string
  /** `sha256` unless told otherwise. */
  algorithm?: ChecksumAlgorithm | undefined
  /** SHA-1 lets a prefix collision pass as a forgery. Only for servers that know nothing newer. */
  dangerouslyAllowSha1?: boolean | undefined
  /** The secret's checksum over plain http can be read and replayed by anyone on the way. Only for tests. */
  dangerouslyAllowHttp?: boolean | undefined
}

/**
 * The complete, signed address of a call; the checksum stands last. It is a bearer right that never expires: do not
 * log, store or show it.
 * @throws {BbbInvalidConfiguration} for an address that is not `https`, an empty secret, or SHA-1 without its option
 * @throws {BbbInvalidRequest} for a call name that is none, or a parameter whose name ends in `checksum`
 * @see https://docs.bigbluebutton.org/development/api/#api-security-model
 */
export function signCall(call: CallToSign): string {
  const { callName, secret, algorithm = 'sha256' } = call
  requireSafeAlgorithm(algorithm, call.dangerouslyAllowSha1)
  if (secret === '') throw new BbbInvalidRequest({ callName, parameter: 'secret', rule: 'must not be empty' })
  if (!/^[A-Za-z]+(\/[A-Za-z]+)?$/.test(callName)) {
    throw new BbbInvalidRequest({ parameter: 'callName', rule: 'must be the name of a call' })
  }
  const query = buildQuery(call.params ?? {})
  if (query.includes('checksum=') && /(^|&)[^=&]*checksum=/.test(query)) {
    throw new BbbInvalidRequest({ callName, parameter: 'params', rule: 'must not hold a name that ends in checksum' })
  }
  return signedUrl(normalised(call), callName, query, secret, algorithm)
}

/** Appends query and checksum to a base address that is already in its normal form. */
export function signedUrl(
  baseUrl: string,
  callName: string,
  query: string,
  secret: string,
  algorithm: ChecksumAlgorithm,
): string {
  const checksum = computeChecksum(callName, query, secret, algorithm)
  return `${baseUrl}/api/${callName}?${query === '' ? '' : `${query}&`}checksum=${checksum}`
}

let lastBaseUrl: { given: string; dangerouslyAllowHttp: boolean | undefined; normal: string } | undefined

/** Parsing an address costs as much as the hash, and one caller signs for one server mostly. */
function normalised({ baseUrl, dangerouslyAllowHttp }: CallToSign): string {
  if (lastBaseUrl?.given !== baseUrl || lastBaseUrl.dangerouslyAllowHttp !== dangerouslyAllowHttp) {
    const normal = normaliseBaseUrl(baseUrl, { dangerouslyAllowHttp })
    lastBaseUrl = { given: baseUrl, dangerouslyAllowHttp, normal }
  }
  return lastBaseUrl.normal
}
