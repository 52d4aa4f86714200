import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import { compactVerify, errors } from 'jose'
import { readStrictJsonObject } from './strict-json.ts'
import { TokenRefused } from './token-refused.ts'

/** Longest token that is looked at: more is refused before anything is decoded. */
export const maximumTokenLength = 4096

/** A payload may be empty in a JWS; as claims it is then refused, being no JSON. */
const compactForm = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+$/

/** The two objects of a token, exactly as written. Nothing in them is proven yet. */
export interface UnverifiedToken {
  readonly text: string
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/**
 * Takes a token apart, accepting one spelling only: three parts of canonical base64url, strict JSON in the first two.
 * So a token has no second text that means the same.
 * @throws {TokenRefused}
 */
export function readToken(text: string): UnverifiedToken {
  const [header, claims] = splitCompactJws(text).map(readStrictJsonObject)
  if (header === undefined || claims === undefined) throw new TokenRefused('not-strict-json')
  return { text, header, claims }
}

/**
 * The parts of a compact JWS, decoded.
 * @throws {TokenRefused} unless each is in canonical base64url: nothing but the alphabet, no padding, spare bits zero
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-7.1
 */
export function splitCompactJws(text: string): [header: Buffer, payload: Buffer, signature: Buffer] {
  if (text.length > maximumTokenLength) throw new TokenRefused('too-long')
  if (!compactForm.test(text)) throw new TokenRefused('not-a-compact-jws')
  return text.split('.').map((part) => {
    const bytes = Buffer.from(part, 'base64url')
    if (bytes.toString('base64url') !== part) throw new TokenRefused('not-canonical-base64url')
    return bytes
  }) as [Buffer, Buffer, Buffer]
}

/**
 * The one place where a signature is checked. The key has one algorithm; the header must name that one and no extension.
 * @throws {TokenRefused} `critical-extension`, `wrong-algorithm`, `wrong-signature`
 */
export async function verifySignature(
  token: Pick<UnverifiedToken, 'text' | 'header'>,
  key: { readonly algorithm: string; readonly key: KeyObject },
): Promise<void> {
  if (Object.hasOwn(token.header, 'crit') || Object.hasOwn(token.header, 'b64')) {
    throw new TokenRefused('critical-extension')
  }
  if (token.header['alg'] !== key.algorithm) throw new TokenRefused('wrong-algorithm')
  const isGood = key.algorithm === 'HS256' ? matchesMac(token.text, key.key) : await isSigned(token.text, key)
  if (!isGood) throw new TokenRefused('wrong-signature')
}

async function isSigned(text: string, { algorithm, key }: { algorithm: string; key: KeyObject }): Promise<boolean> {
  try {
    await compactVerify(text, key, { algorithms: [algorithm] })
    return true
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false
    throw error
  }
}

/** Not through jose, which is a dozen times slower for this: Web Crypto takes a detour through other threads. */
function matchesMac(text: string, key: KeyObject): boolean {
  const end = text.lastIndexOf('.')
  const mac = macOf(text.slice(0, end), key)
  const given = Buffer.from(text.slice(end + 1), 'base64url')
  return given.length === mac.length && timingSafeEqual(given, mac)
}

function macOf(input: string, key: KeyObject): Buffer {
  return createHmac('sha256', key).update(input).digest()
}

/**
 * Signs claims under a key of the BFF's own, as HS256.
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-5.1
 */
export function signToken(
  header: { typ: string; kid: string },
  claims: Readonly<Record<string, unknown>>,
  key: KeyObject,
): string {
  const input = `${encode({ alg: 'HS256', ...header })}.${encode(claims)}`
  return `${input}.${macOf(input, key).toString('base64url')}`
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
