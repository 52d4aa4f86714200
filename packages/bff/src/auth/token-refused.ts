/** Why a token was refused: a closed set, fit for a log line and a metric label. */
export type TokenRefusal =
  | 'too-long'
  | 'not-a-compact-jws'
  | 'not-canonical-base64url'
  | 'not-strict-json'
  | 'wrong-type'
  | 'critical-extension'
  | 'foreign-issuer'
  | 'unknown-key'
  | 'wrong-algorithm'
  | 'wrong-signature'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'wrong-times'
  | 'not-valid-yet'
  | 'expired'
  | 'cut-off'
  | 'wrong-claims'

/** A token that proves nothing. Holds the reason and nothing of the token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly reason: TokenRefusal

  constructor(reason: TokenRefusal) {
    super(reason)
    this.reason = reason
  }
}
