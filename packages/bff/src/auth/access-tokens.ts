import {
  accessTokenClaimsSchema,
  scopeSchema,
  type AccessTokenClaims,
  type Scope,
  type TokenRole,
} from '@bbb-room/bff-api'
import { z } from 'zod'
import { tenantBaseUrl, type BffConfig, type IssuerConfig, type TenantConfig } from '../config/bff-config.ts'
import { deepFreeze } from '../config/deep-freeze.ts'
import type { Actor, WayIn } from '../policy/actor.ts'
import type { Clock } from '../ports/clock.ts'
import type { IssuerKeys } from './issuer-keys.ts'
import { createOwnTokens, type TokenParties } from './own-tokens.ts'
import { readToken, verifySignature, type UnverifiedToken } from './signed-token.ts'
import { TokenRefused } from './token-refused.ts'
import { checkTimes } from './token-times.ts'

const typ = 'at+jwt'
const maximumLifetimeSeconds = 300
const kidForm = /^[A-Za-z0-9_-]{1,64}$/

const ownWayInSchema = z.enum(['guest', 'sign-in', 'lms'])

/** What the BFF puts in an access token that it signs itself. */
export interface OwnAccess {
  wayIn: z.infer<typeof ownWayInSchema>
  subject: string
  name?: string
  room: string
  role: TokenRole
  /** Absent: as in a token of a host. */
  scopes?: readonly Scope[]
  tokenId: string
}

/** Makes actors of access tokens, and access tokens for the BFF's own ways in. */
export interface AccessTokens {
  /**
   * @throws {TokenRefused} `foreign-issuer` when the issuer is not one of this tenant; it is decided before any key is
   * looked up, so that nothing tells another tenant's issuer from one that does not exist
   */
  verify(text: string, tenant: TenantConfig): Promise<Actor>
  /** The issuer of such a token is the tenant's base URL, which no host can register. */
  issue(tenant: TenantConfig, access: OwnAccess): { token: string; expiresInSeconds: number }
}

export function createAccessTokens(
  config: Pick<BffConfig, 'baseUrl' | 'keys'>,
  { clock, issuerKeys }: { clock: Clock; issuerKeys: IssuerKeys },
): AccessTokens {
  const own = createOwnTokens(
    { typ, key: config.keys.accessToken, lifetimeSeconds: maximumLifetimeSeconds, toleranceSeconds: 5 },
    clock,
  )
  const partiesOf = (tenant: TenantConfig): TokenParties => {
    const baseUrl = tenantBaseUrl(config, tenant.id)
    return { issuer: baseUrl, audience: baseUrl }
  }
  return {
    verify: async (text, tenant) => {
      const token = readToken(text)
      if (token.header['typ'] !== typ) throw new TokenRefused('wrong-type')
      const parties = partiesOf(tenant)
      if (token.claims['iss'] === parties.issuer) {
        const claims = await own.verifyRead(token, parties)
        const wayIn = ownWayInSchema.safeParse(claims['way_in'])
        if (!wayIn.success) throw new TokenRefused('wrong-claims')
        return actorOf(claims, tenant, wayIn.data)
      }
      const issuer = tenant.issuers.find((candidate) => candidate.issuer === token.claims['iss'])
      if (issuer === undefined) throw new TokenRefused('foreign-issuer')
      await verifyHostToken(token, { tenant, issuer, issuerKeys, audience: parties.audience, now: clock.now() })
      return actorOf(token.claims, tenant, 'host')
    },
    issue: (tenant, { wayIn, subject, name, room, role, scopes, tokenId }) => ({
      token: own.issue(partiesOf(tenant), {
        sub: subject,
        jti: tokenId,
        room,
        role,
        way_in: wayIn,
        ...(name !== undefined && { name }),
        ...(scopes !== undefined && { scope: scopes.join(' ') }),
      }),
      expiresInSeconds: own.lifetimeSeconds,
    }),
  }
}

async function verifyHostToken(
  token: UnverifiedToken,
  rules: { tenant: TenantConfig; issuer: IssuerConfig; issuerKeys: IssuerKeys; audience: string; now: number },
): Promise<void> {
  const { kid } = token.header
  if (typeof kid !== 'string' || !kidForm.test(kid)) throw new TokenRefused('unknown-key')
  const key = await rules.issuerKeys.find(rules.tenant.id, rules.issuer, kid)
  if (key === undefined) throw new TokenRefused('unknown-key')
  await verifySignature(token, key)
  if (token.claims['aud'] !== rules.audience) throw new TokenRefused('wrong-audience')
  checkTimes(token.claims, {
    now: rules.now,
    toleranceSeconds: rules.issuer.clockToleranceSeconds,
    maximumLifetimeSeconds,
  })
}

function actorOf(claims: Readonly<Record<string, unknown>>, tenant: TenantConfig, wayIn: WayIn): Actor {
  const read = accessTokenClaimsSchema.safeParse(claims)
  if (!read.success) throw new TokenRefused('wrong-claims')
  const { sub, room, role, name, azo, jti, iat } = read.data
  const roleCeiling = role === 'moderator' && tenant.roles[wayIn] === 'moderator' ? 'moderator' : 'viewer'
  return deepFreeze<Actor>({
    tenantId: tenant.id,
    subject: sub,
    name,
    roleCeiling,
    scopes: scopesOf(read.data, roleCeiling),
    rooms: new Set([room].flat()),
    origin: azo,
    tokenId: jti,
    tokenIssuedAt: iat * 1000,
    wayIn,
  })
}

/** Unknown words are passed over: a host may serve several versions of us. */
function scopesOf({ scope }: AccessTokenClaims, roleCeiling: TokenRole): ReadonlySet<Scope> {
  if (scope === undefined) {
    return new Set(
      roleCeiling === 'moderator'
        ? ['room:join', 'recording:read', 'recording:manage']
        : ['room:join', 'recording:read'],
    )
  }
  return new Set(scope.split(' ').flatMap((word) => scopeSchema.safeParse(word).data ?? []))
}
