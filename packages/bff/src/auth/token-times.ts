import { TokenRefused } from './token-refused.ts'

export interface TimeRules {
  /** Epoch milliseconds. */
  now: number
  /** How far the signer's clock may be off, either way. */
  toleranceSeconds: number
  /** The longest `exp` − `iat`. */
  maximumLifetimeSeconds: number
}

/**
 * Checks `iat`, `exp` and, when there, `nbf`: whole seconds since 1970, all required but `nbf`.
 * @throws {TokenRefused} `wrong-times`, `not-valid-yet`, `expired`
 */
export function checkTimes(claims: Readonly<Record<string, unknown>>, rules: TimeRules): { iat: number; exp: number } {
  const { iat, exp } = claims
  const nbf = Object.hasOwn(claims, 'nbf') ? claims['nbf'] : iat
  if (!isEpochSeconds(iat) || !isEpochSeconds(exp) || !isEpochSeconds(nbf)) throw new TokenRefused('wrong-times')
  if (exp <= iat || exp <= nbf || exp - iat > rules.maximumLifetimeSeconds) throw new TokenRefused('wrong-times')
  const nowSeconds = rules.now / 1000
  if (Math.max(iat, nbf) > nowSeconds + rules.toleranceSeconds) throw new TokenRefused('not-valid-yet')
  if (exp + rules.toleranceSeconds <= nowSeconds) throw new TokenRefused('expired')
  return { iat, exp }
}

function isEpochSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}
