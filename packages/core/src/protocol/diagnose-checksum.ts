import { createHash, createHmac } from 'node:crypto'
import { callDefinitions } from '../calls/index.ts'
import { algorithmOfLength, equalInConstantTime } from './checksum.ts'
import { buildQuery } from './query-string.ts'

/** A signed call that BBB refused, or a checksum that someone else made. */
export interface SignedCallToDiagnose {
  /** The complete address with its checksum; or give `callName`, `query` and `checksum`. */
  url?: string | undefined
  /** What the server takes for the call name: the path after `/api/`. */
  callName?: string | undefined
  /** As sent, without the checksum. */
  query?: string | undefined
  checksum?: string | undefined
  /** The secret that the server is believed to have. */
  secret: string
}

/** What was different when the checksum was made. */
export type ChecksumFault =
  | 'secret-has-blanks'
  | 'secret-lacks-blanks'
  | 'algorithm'
  | 'call-name'
  | 'base-address'
  | 'encoding'
  | 'parameter-order'
  | 'joining'
  | 'not-a-checksum'

/** Why a checksum is refused. */
export interface ChecksumDiagnosis {
  /** True if the checksum is right: the server has another secret, or does not take this algorithm. */
  matches: boolean
  /** What would have to change for the checksum to match. Empty if nothing that was tried explains it. */
  faults: ChecksumFault[]
  /** One sentence for each fault, for an operator. Holds no secret and no checksum. */
  advice: string[]
}

const adviceFor: Readonly<Record<ChecksumFault, string>> = {
  'secret-has-blanks':
    'The secret given here has blanks or a line break around it that the signer did not use: trim it.',
  'secret-lacks-blanks': 'The signer used the secret with a blank or line break around it: trim it there.',
  algorithm:
    'The checksum was made with an algorithm that its length does not stand for: use sha256, sha384 or sha512.',
  'call-name':
    'The checksum was made for another call name: sign exactly what follows /api/ in the address, in its case.',
  'base-address': 'A part of the path was signed with the call name: the base address ends before /api.',
  encoding: 'The query was encoded differently when it was signed: sign the very bytes that are sent.',
  'parameter-order': 'The parameters were signed in another order than they are sent.',
  joining: 'Call name, query and secret were joined in another order, or by HMAC: it is a plain hash of the three.',
  'not-a-checksum': 'This is no lower-case hexadecimal checksum of a length that BBB knows.',
}

interface Variant<T> {
  value: T
  fault: ChecksumFault | undefined
}

/**
 * Finds out why BBB refuses a checksum, by trying what signers usually get wrong.
 * @returns which of trimming, algorithm, call name, base address and encoding would have matched
 */
export function diagnoseChecksum(call: SignedCallToDiagnose): ChecksumDiagnosis {
  const { callName, query, checksum } = parts(call)
  const given = normalForm(checksum)
  const isUsual = /^[0-9a-f]+$/i.test(checksum) && algorithmOfLength(checksum.length) !== undefined
  const explained = explain(given, callName, query, call.secret)
  const matches = explained?.length === 0 && isUsual
  const faults = explained ?? []
  if (!isUsual && !faults.includes('algorithm')) faults.unshift('not-a-checksum')
  return { matches, faults, advice: faults.map((fault) => adviceFor[fault]) }
}

/** The faults of the first variant that matches; the one without any is tried first. */
function explain(given: string, callName: string, query: string, givenSecret: string): ChecksumFault[] | undefined {
  const texts = queryVariants(query)
  for (const secret of secretVariants(givenSecret)) {
    for (const name of callNameVariants(callName)) {
      for (const text of texts) {
        for (const hashed of hashes(name.value, text.value, secret.value, given.length)) {
          if (!equalInConstantTime(given, hashed.value)) continue
          return [secret, name, text, hashed].flatMap(({ fault }) => fault ?? [])
        }
      }
    }
  }
  return undefined
}

function parts({ url, callName = '', query = '', checksum = '' }: SignedCallToDiagnose) {
  if (url === undefined) return { callName, query, checksum }
  const [path = '', sent = ''] = url.replace(/#.*/s, '').split(/\?(.*)/s)
  const name = /\/api\/+(?:api\/+)?(.*)$/.exec(path)?.[1] ?? path.slice(path.lastIndexOf('/') + 1)
  return {
    callName: name,
    query: sent.replace(/(^|&)checksum=[^&]*/, '').replace(/^&(?=[^&])/, sent.startsWith('&') ? '&' : ''),
    checksum: /(?:^|&)checksum=([^&]*)/.exec(sent)?.[1] ?? '',
  }
}

/** Hexadecimal in lower case; base64 is turned into it. */
function normalForm(checksum: string): string {
  if (/^[0-9a-f]+$/i.test(checksum)) return checksum.toLowerCase()
  return Buffer.from(decode(checksum), 'base64').toString('hex')
}

function secretVariants(secret: string): Variant<string>[] {
  const trimmed = secret.trim()
  const around = ['\n', '\r\n', ' '].flatMap((blank) => [trimmed + blank, blank + trimmed])
  return [
    { value: secret, fault: undefined },
    ...(trimmed === secret ? [] : [{ value: trimmed, fault: 'secret-has-blanks' as const }]),
    ...around.filter((value) => value !== secret).map((value) => ({ value, fault: 'secret-lacks-blanks' as const })),
  ]
}

function callNameVariants(callName: string): Variant<string>[] {
  const inPath = [
    `api/${callName}`,
    `/api/${callName}`,
    `/bigbluebutton/api/${callName}`,
    `bigbluebutton/api/${callName}`,
    `/${callName}`,
  ]
  const others = ['', `${callName}?`, callName.toLowerCase(), ...callDefinitions.keys()]
  return [
    { value: callName, fault: undefined },
    ...inPath.map((value) => ({ value, fault: 'base-address' as const })),
    ...others.filter((value) => value !== callName).map((value) => ({ value, fault: 'call-name' as const })),
  ]
}

function queryVariants(query: string): Variant<string>[] {
  const pairs = [...new URLSearchParams(query)]
  const sorted = query.split('&').toSorted().join('&')
  const encodings = new Set([
    buildQuery(pairs),
    pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&'),
    buildQuery(pairs).replaceAll('+', '%20'),
    query.replaceAll('%20', '+'),
    query.replace(/%[0-9a-f]{2}/gi, (escape) => escape.toLowerCase()),
    query.replace(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase()),
    query.replaceAll('&', '&amp;'),
    query.replaceAll('&amp;', '&'),
    query.replaceAll('%27', "'"),
    decode(query),
    decode(query.replaceAll('+', ' ')),
    encodeURIComponent(query),
    query.replace(/^&/, ''),
  ])
  encodings.delete(query)
  return [
    { value: query, fault: undefined },
    ...[...encodings].map((value) => ({ value, fault: 'encoding' as const })),
    ...(sorted === query ? [] : [{ value: sorted, fault: 'parameter-order' as const }]),
  ]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const otherAlgorithms = ['md5', 'sha224']

/** Every way of hashing that fills, or was cut to, the length given. */
function* hashes(callName: string, query: string, secret: string, length: number): Generator<Variant<string>> {
  const usual = algorithmOfLength(length)
  const text = callName + query
  if (usual !== undefined) {
    yield { value: createHash(usual).update(text).update(secret).digest('hex'), fault: undefined }
    yield { value: createHash(usual).update(secret).update(text).digest('hex'), fault: 'joining' }
    yield { value: createHmac(usual, secret).update(text).digest('hex'), fault: 'joining' }
    return
  }
  for (const algorithm of otherAlgorithms) {
    yield { value: createHash(algorithm).update(text).update(secret).digest('hex'), fault: 'algorithm' }
  }
}
