import type { Random } from '../../ports/random.ts'

/** 128 random bits as 22 characters of base64url: fits every id of the API, and nobody guesses it. */
export function randomId(random: Random): string {
  return Buffer.from(random.bytes(16)).toString('base64url')
}
