import { createHash, hash, timingSafeEqual } from 'node:crypto'
import { BbbInvalidConfiguration } from '../errors/invalid-input.ts'

/** The algorithms that BBB knows. It picks one by the length of the checksum, so both sides need no agreement. */
export type ChecksumAlgorithm = 'sha256' | 'sha384' | 'sha512' | 'sha1'

/** Length of each algorithm's checksum in hexadecimal digits, strongest last. */
export const checksumLengths: Readonly<Record<ChecksumAlgorithm, number>> = {
  sha1: 40,
  sha256: 64,
  sha384: 96,
  sha512: 128,
}

/**
 * BBB's checksum: the hash of call name, query and secret, joined with nothing between them.
 * @param callName as routed, case-sensitive: `create`, `hooks/create`
 * @param query exactly as it will be sent, without the checksum
 * @param secret as configured, hashed as UTF-8
 * @returns lower-case hexadecimal
 * @see https://docs.bigbluebutton.org/development/api/#api-security-model
 */
export function computeChecksum(
  callName: string,
  query: string,
  secret: string,
  algorithm: ChecksumAlgorithm = 'sha256',
): string {
  return hash(algorithm, callName + query + secret)
}

/** The checksum of a webhook: the hash of registered address, body as received, and secret. */
export function computeChecksumOfBytes(
  url: string,
  body: Uint8Array,
  secret: string,
  algorithm: ChecksumAlgorithm,
): string {
  return createHash(algorithm).update(url).update(body).update(secret).digest('hex')
}

/** True for an algorithm whose collisions can be made. */
export function isWeak(algorithm: ChecksumAlgorithm): boolean {
  return algorithm === 'sha1'
}

/** Throws unless the algorithm is one of BBB's, and SHA-1 only where the caller accepts its danger by name. */
export function requireSafeAlgorithm(algorithm: ChecksumAlgorithm, dangerouslyAllowSha1: boolean | undefined): void {
  if (!Object.hasOwn(checksumLengths, algorithm)) {
    throw new BbbInvalidConfiguration({ option: 'algorithm', rule: 'must be sha256, sha384 or sha512' })
  }
  if (isWeak(algorithm) && dangerouslyAllowSha1 !== true) {
    throw new BbbInvalidConfiguration({ option: 'algorithm', rule: 'is SHA-1, which needs dangerouslyAllowSha1' })
  }
}

/** The algorithm that BBB would take a checksum for, by its length. */
export function algorithmOfLength(length: number): ChecksumAlgorithm | undefined {
  return (Object.keys(checksumLengths) as ChecksumAlgorithm[]).find((name) => checksumLengths[name] === length)
}

/** Compares two texts in a time that does not depend on where they differ. */
export function equalInConstantTime(given: string, expected: string): boolean {
  const left = Buffer.from(given)
  const right = Buffer.from(expected)
  return left.length === right.length && timingSafeEqual(left, right)
}

/**
 * The internal id that BBB gives to one run of a meeting, and later to its recording.
 * @param createTime milliseconds, from the answer to `create`
 */
export function computeInternalMeetingID(meetingID: string, createTime: number): string {
  return `${hash('sha1', meetingID)}-${createTime}`
}
