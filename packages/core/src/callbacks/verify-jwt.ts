import { isUtf8 } from 'node:buffer'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { BbbCallbackRefused } from '../errors/callback-refused.ts'
import { type Secrets, secretsToTry } from './secrets.ts'
import { readStrictJsonObject } from './strict-json.ts'

/** The algorithms that BBB and its balancers sign callbacks with. */
export type CallbackAlgorithm = 'HS256' | 'HS384' | 'HS512'

/** Claims that were verified, and which of the secrets did it. */
export interface VerifiedJwt {
  claims: Readonly<Record<string, unknown>>
  /** Position in the list of secrets: above 0 means that BBB still uses a previous one. */
  secretIndex: number
}

const longest = 4096
const threeParts = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/
const hashOf: Readonly<Record<CallbackAlgorithm, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }

/**
 * Verifies a compact JWT strictly: one spelling per token, no member twice, no header that asks for anything, an
 * algorithm from the list. Of a forged one nothing but the header is read.
 * @throws {BbbCallbackRefused}
 * @see https://www.rfc-editor.org/rfc/rfc8725
 */
export function verifyJwt(token: unknown, secrets: Secrets, algorithms: readonly CallbackAlgorithm[]): VerifiedJwt {
  const keys = secretsToTry(secrets)
  if (typeof token !== 'string' || token === '') throw new BbbCallbackRefused('missing')
  if (token.length > longest) throw new BbbCallbackRefused('too-large')
  if (!threeParts.test(token)) throw new BbbCallbackRefused('malformed')
  const [header, claims, signature] = token.split('.') as [string, string, string]
  const algorithm = requirePlainHeader(readPart(header), algorithms)
  const secretIndex = indexOfSigner(`${header}.${claims}`, decode(signature), keys, algorithm)
  if (secretIndex < 0) throw new BbbCallbackRefused('signature')
  return { claims: readPart(claims), secretIndex }
}

/** Tries every secret, so that the time does not tell which one it was. */
function indexOfSigner(
  text: string,
  signature: Buffer,
  secrets: readonly string[],
  algorithm: CallbackAlgorithm,
): number {
  return secrets
    .map((secret) => createHmac(hashOf[algorithm], secret).update(text).digest())
    .map((mac) => mac.length === signature.length && timingSafeEqual(mac, signature))
    .indexOf(true)
}

function readPart(part: string): Readonly<Record<string, unknown>> {
  const bytes = decode(part)
  if (!isUtf8(bytes)) throw new BbbCallbackRefused('malformed')
  const value = readStrictJsonObject(bytes.toString('utf8'))
  if (value === undefined) throw new BbbCallbackRefused('malformed')
  return value
}

/** Base64url has unused bits at its end: only one spelling of each token counts. */
function decode(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) throw new BbbCallbackRefused('malformed')
  return bytes
}

function requirePlainHeader(
  header: Readonly<Record<string, unknown>>,
  algorithms: readonly CallbackAlgorithm[],
): CallbackAlgorithm {
  const { alg, typ, ...others } = header
  const algorithm = algorithms.find((each) => each === alg)
  if (algorithm === undefined) throw new BbbCallbackRefused('algorithm')
  if (typ !== undefined && typ !== 'JWT') throw new BbbCallbackRefused('malformed')
  if ('crit' in others || 'b64' in others) throw new BbbCallbackRefused('malformed')
  return algorithm
}

/** @throws {BbbCallbackRefused} unless `exp` is a whole number of seconds in the future */
export function requireNotExpired(exp: unknown, nowMs: number): void {
  if (!Number.isSafeInteger(exp)) throw new BbbCallbackRefused('claims')
  if (Number(exp) * 1000 <= nowMs) throw new BbbCallbackRefused('expired')
}
