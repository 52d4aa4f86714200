import { BbbCallbackRefused } from '../errors/callback-refused.ts'
import type { VerifyCallbackOptions } from './recording-ready.ts'
import type { Secrets } from './secrets.ts'
import { requireNotExpired, verifyJwt } from './verify-jwt.ts'

/** What a verified analytics token proves: that its maker knows the secret. It says nothing about the body. */
export interface AnalyticsToken {
  /** Seconds since 1970. */
  expiresAt: number
  /** Position in the list of secrets: above 0 means that BBB still uses a previous one. */
  secretIndex: number
}

/**
 * Verifies the `Authorization` header of BBB's analytics callback. The token holds an expiry alone and is not bound to
 * the body: compare the ids in the body with your own, and take the rest as a hint.
 * @param authorization the whole header, `Bearer …`
 * @throws {BbbCallbackRefused}
 */
// eslint-disable-next-line @typescript-eslint/require-await -- a promise is what callers were told of
export async function verifyAnalytics(
  authorization: unknown,
  secrets: Secrets,
  options: VerifyCallbackOptions = {},
): Promise<AnalyticsToken> {
  const { algorithms = ['HS512'], now = Date.now } = options
  const token = typeof authorization === 'string' ? /^Bearer +(\S+)$/i.exec(authorization)?.[1] : undefined
  const { claims, secretIndex } = verifyJwt(token, secrets, algorithms)
  const { exp, ...others } = claims
  if ('record_id' in others || 'meeting_id' in others) throw new BbbCallbackRefused('claims')
  requireNotExpired(exp, now())
  return { expiresAt: Number(exp), secretIndex }
}
