import { compactVerify } from 'jose'
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

/**
 * Verifies a compact JWT strictly: one spelling per token, no member twice, no header that asks for anything, an
 * algorithm from the list.
 * @throws {BbbCallbackRefused}
 * @see https://www.rfc-editor.org/rfc/rfc8725
 */
export async function verifyJwt(
  token: unknown,
  secrets: Secrets,
  algorithms: readonly CallbackAlgorithm[],
): Promise<VerifiedJwt> {
  const keys = secretsToTry(secrets)
  if (typeof token !== 'string' || token === '') throw new BbbCallbackRefused('missing')
  if (token.length > longest) throw new BbbCallbackRefused('too-large')
  if (!threeParts.test(token)) throw new BbbCallbackRefused('malformed')
  const parts = token.split('.') as [header: string, claims: string, signature: string]
  const header = readPart(parts[0])
  const claims = readPart(parts[1])
  requireCanonical(parts[2])
  requirePlainHeader(header, algorithms)
  for (const [secretIndex, key] of keys.entries()) {
    const isRight = await compactVerify(token, Buffer.from(key), { algorithms: [...algorithms] }).then(
      () => true,
      () => false,
    )
    if (isRight) return { claims, secretIndex }
  }
  throw new BbbCallbackRefused('signature')
}

function readPart(part: string): Readonly<Record<string, unknown>> {
  requireCanonical(part)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(part, 'base64url'))
  } catch {
    throw new BbbCallbackRefused('malformed')
  }
  const value = readStrictJsonObject(text)
  if (value === undefined) throw new BbbCallbackRefused('malformed')
  return value
}

/** Base64url has unused bits at its end: only one spelling of each token counts. */
function requireCanonical(part: string): void {
  if (Buffer.from(part, 'base64url').toString('base64url') !== part) throw new BbbCallbackRefused('malformed')
}

function requirePlainHeader(header: Readonly<Record<string, unknown>>, algorithms: readonly CallbackAlgorithm[]): void {
  const { alg, typ, ...others } = header
  if (typeof alg !== 'string' || !(algorithms as readonly string[]).includes(alg))
    throw new BbbCallbackRefused('algorithm')
  if (typ !== undefined && typ !== 'JWT') throw new BbbCallbackRefused('malformed')
  if ('crit' in others || 'b64' in others) throw new BbbCallbackRefused('malformed')
}

/** @throws {BbbCallbackRefused} unless `exp` is a whole number of seconds in the future */
export function requireNotExpired(exp: unknown, nowMs: number): void {
  if (!Number.isSafeInteger(exp)) throw new BbbCallbackRefused('claims')
  if (Number(exp) * 1000 <= nowMs) throw new BbbCallbackRefused('expired')
}
