/** Gives `size` random bytes. Tests pass one that always gives the same. */
export type RandomBytes = (size: number) => Uint8Array

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789'
const ANY_CASE = `${LOWER}ABCDEFGHIJKLMNOPQRSTUVWXYZ`

function pick(random: RandomBytes, length: number, alphabet: string): string {
  return Array.from(random(length), (byte) => alphabet.charAt(byte % alphabet.length)).join('')
}

/** Tokens and internal user ids: lower-case letters and digits. */
export const randomToken = (random: RandomBytes, length: number): string => pick(random, length, LOWER)

/** Generated passwords: letters of either case and digits. */
export const randomPassword = (random: RandomBytes): string => pick(random, 8, ANY_CASE)

/** Voice bridges: digits, may begin with 0. */
export const randomDigits = (random: RandomBytes, length: number): string => pick(random, length, '0123456789')

/** Upper-case hexadecimal, as servlet containers write session ids. */
export const randomHex = (random: RandomBytes, bytes: number): string =>
  Buffer.from(random(bytes)).toString('hex').toUpperCase()

/** A version 4 UUID. */
export function randomUuid(random: RandomBytes): string {
  const hex = Buffer.from(random(16)).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
