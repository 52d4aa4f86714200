import { scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { promisify } from 'node:util'
import type { Random } from '../../ports/random.ts'

const derive = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt)

/** About 50 ms and 32 MiB each: guesses are dear, and limited in number besides. */
const cost: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/** @see https://www.rfc-editor.org/rfc/rfc7914 */
export async function hashAccessCode(code: string, random: Random): Promise<string> {
  const salt = random.bytes(16)
  const key = await derive(code.normalize('NFKC'), salt, 32, cost)
  return `scrypt$${Buffer.from(salt).toString('base64url')}$${key.toString('base64url')}`
}

/** In constant time; a room without a code takes as long as one with another code, and is never opened. */
export async function matchesAccessCode(code: string, stored: string | null): Promise<boolean> {
  const [, salt = '', key = ''] = (stored ?? `scrypt$${'A'.repeat(22)}$${'A'.repeat(43)}`).split('$')
  const expected = Buffer.from(key, 'base64url')
  const derived = await derive(code.normalize('NFKC'), Buffer.from(salt, 'base64url'), 32, cost)
  const equal = derived.length === expected.length && timingSafeEqual(derived, expected)
  return equal && stored !== null
}
