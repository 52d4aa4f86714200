import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { RotatingKey } from '../config/bff-config.ts'
import type { Secret } from '../config/secret.ts'
import type { Clock } from '../ports/clock.ts'
import { readToken, signToken, verifySignature, type UnverifiedToken } from './signed-token.ts'
import { TokenRefused } from './token-refused.ts'
import { checkTimes } from './token-times.ts'

/** What makes one kind of token of the BFF's own different from every other kind. */
export interface OwnTokenKind {
  /** Exact `typ`: `at+jwt`, `bbb-ticket+jwt`. */
  typ: string
  /** Used for this kind alone. */
  key: RotatingKey
  lifetimeSeconds: number
  /** For clocks of replicas. */
  toleranceSeconds: number
}

/** Where a token is from and for; both exact. */
export interface TokenParties {
  issuer: string
  audience: string
}

export type OwnClaims = Readonly<Record<string, unknown>>

/** Tokens that the BFF signs for itself with HS256: one kind, its own `typ`, its own key. */
export interface OwnTokens {
  readonly lifetimeSeconds: number
  /** @param claims anything but `iss`, `aud`, `iat`, `exp`, which are set here */
  issue(parties: TokenParties, claims: OwnClaims): string
  /**
   * @returns the claims, proven to be ours; their shape is for the caller to check
   * @throws {TokenRefused}
   */
  verify(text: string, parties: TokenParties): Promise<OwnClaims>
  /** As `verify`, for a token that has been taken apart already. */
  verifyRead(token: UnverifiedToken, parties: TokenParties): Promise<OwnClaims>
}

export function createOwnTokens(kind: OwnTokenKind, clock: Clock): OwnTokens {
  const signing = namedKey(kind.key.current)
  const keys = new Map(
    [kind.key.previous, kind.key.current]
      .filter((key) => key !== undefined)
      .map(namedKey)
      .map(pair),
  )
  const verifyRead = async (token: UnverifiedToken, parties: TokenParties) => {
    const { header, claims } = token
    if (header['typ'] !== kind.typ) throw new TokenRefused('wrong-type')
    const key = typeof header['kid'] === 'string' ? keys.get(header['kid']) : undefined
    if (key === undefined) throw new TokenRefused('unknown-key')
    await verifySignature(token, { algorithm: 'HS256', key })
    if (claims['iss'] !== parties.issuer) throw new TokenRefused('wrong-issuer')
    if (claims['aud'] !== parties.audience) throw new TokenRefused('wrong-audience')
    checkTimes(claims, {
      now: clock.now(),
      toleranceSeconds: kind.toleranceSeconds,
      maximumLifetimeSeconds: kind.lifetimeSeconds,
    })
    return claims
  }
  return {
    lifetimeSeconds: kind.lifetimeSeconds,
    issue: ({ issuer, audience }, claims) => {
      const iat = Math.floor(clock.now() / 1000)
      const signed = { ...claims, iss: issuer, aud: audience, iat, exp: iat + kind.lifetimeSeconds }
      return signToken({ typ: kind.typ, kid: signing.kid }, signed, signing.key)
    },
    verify: async (text, parties) => verifyRead(readToken(text), parties),
    verifyRead,
  }
}

interface NamedKey {
  kid: string
  key: KeyObject
}

const pair = ({ kid, key }: NamedKey) => [kid, key] as const

/** Names a key after itself, so that replicas agree on which is meant while it is being changed. */
function namedKey(secret: Secret): NamedKey {
  const kid = createHmac('sha256', secret.bytes()).update('bbb-room key id').digest('base64url').slice(0, 11)
  return { kid, key: createSecretKey(secret.bytes()) }
}
