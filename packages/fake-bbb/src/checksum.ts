import { createHash } from 'node:crypto'

/** The hash functions BigBlueButton knows; the receiver tells them apart by the length of the checksum alone. */
export type ChecksumAlgorithm = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** All of {@link ChecksumAlgorithm}, as the server accepts them when nobody changed its settings. */
export const ALL_ALGORITHMS: readonly ChecksumAlgorithm[] = ['sha1', 'sha256', 'sha384', 'sha512']

const ALGORITHM_BY_LENGTH: ReadonlyMap<number, ChecksumAlgorithm> = new Map([
  [40, 'sha1'],
  [64, 'sha256'],
  [96, 'sha384'],
  [128, 'sha512'],
])

/** Lower-case hexadecimal hash of a text's UTF-8 bytes. */
export function hashText(algorithm: ChecksumAlgorithm, text: string): string {
  return createHash(algorithm).update(text, 'utf8').digest('hex')
}

/** @returns `undefined` where no algorithm writes that many hexadecimal digits */
export function algorithmOfLength(digits: number): ChecksumAlgorithm | undefined {
  return ALGORITHM_BY_LENGTH.get(digits)
}

/**
 * What remains of a raw query once the checksum is cut out by plain text replacement, wherever it stands. A parameter
 * whose name merely ends in `checksum` and has the same value is damaged by this, as it is on the real server.
 */
export function withoutChecksum(rawQuery: string, checksum: string): string {
  // eslint-disable-next-line no-control-regex -- the server drops control characters and blanks at both ends
  const query = rawQuery.replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '')
  const spellings = [`&checksum=${checksum}`, `checksum=${checksum}&`, `checksum=${checksum}`]
  const found = spellings.find((spelling) => query.includes(spelling))
  return found === undefined ? query : query.replaceAll(found, '')
}

/** What is needed to judge one checksum. */
export interface ChecksumClaim {
  readonly callName: string
  /** As sent, still percent-encoded, the checksum still in it. */
  readonly rawQuery: string
  /** As received; `undefined` when there was none. */
  readonly checksum: string | undefined
  /** Any of these will do. An empty secret checks nothing, as on a server whose secret is not set. */
  readonly secrets: readonly string[]
  readonly algorithms: readonly ChecksumAlgorithm[]
  /** The webhooks process compares exactly; the server itself ignores case. */
  readonly ignoreCase?: boolean
}

/** How a checksum was judged; `length` means that no accepted algorithm writes that many digits. */
export type ChecksumVerdict = 'right' | 'missing' | 'length' | 'wrong'

/** Judges a checksum over call name, raw query without the checksum, and secret, joined with nothing between them. */
export function judgeChecksum(claim: ChecksumClaim): ChecksumVerdict {
  if (claim.secrets.includes('')) return 'right'
  if (!claim.checksum) return 'missing'
  const algorithm = algorithmOfLength(claim.checksum.length)
  if (algorithm === undefined || !claim.algorithms.includes(algorithm)) return 'length'
  const received = claim.ignoreCase === false ? claim.checksum : claim.checksum.toLowerCase()
  const query = withoutChecksum(claim.rawQuery, claim.checksum)
  const matches = (secret: string) => hashText(algorithm, claim.callName + query + secret) === received
  return claim.secrets.some(matches) ? 'right' : 'wrong'
}
