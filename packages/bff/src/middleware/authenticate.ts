import { createMiddleware } from 'hono/factory'
import type { AccessTokens } from '../auth/access-tokens.ts'
import { TokenRefused } from '../auth/token-refused.ts'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'
import type { TokenCutOff } from '../domain/people/cut-off-tokens.ts'
import type { Actor } from '../policy/actor.ts'
import type { Metrics } from '../ports/metrics.ts'

/**
 * Turns the bearer token into the request's actor. Needs the tenant to be set.
 * @throws {BffFailure} `TOKEN_MISSING`, `TOKEN_INVALID`, `TOKEN_EXPIRED`, `ORIGIN_NOT_ALLOWED`; `NOT_FOUND` for an issuer
 *   that is not the tenant's
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 */
export function authenticate(
  accessTokens: Pick<AccessTokens, 'verify'>,
  ports: { metrics: Metrics; tokenCutOff: TokenCutOff },
) {
  return createMiddleware<BffEnv>(async (c, next) => {
    const header = c.req.header('Authorization')
    if (header === undefined) throw new BffFailure('TOKEN_MISSING')
    const [, token] = /^Bearer ([^\s]+)$/i.exec(header) ?? []
    if (token === undefined) throw new BffFailure('TOKEN_INVALID')
    const actor = await verify(token)
    const origin = c.req.header('Origin')
    if (origin !== undefined && actor.origin !== undefined && origin !== actor.origin) {
      throw new BffFailure('ORIGIN_NOT_ALLOWED')
    }
    c.set('actor', actor)
    await next()

    async function verify(text: string): Promise<Actor> {
      try {
        const actor = await accessTokens.verify(text, c.get('tenant'))
        if (actor.tokenIssuedAt < (await ports.tokenCutOff(actor.tenantId))) throw new TokenRefused('cut-off')
        return actor
      } catch (error) {
        if (!(error instanceof TokenRefused)) throw error
        ports.metrics.count('bbb_room_tokens_refused_total', { reason: error.reason })
        c.get('log').info('token-refused', { reason: error.reason })
        throw failureOf(error)
      }
    }
  })
}

function failureOf({ reason }: TokenRefused): BffFailure {
  if (reason === 'foreign-issuer') return new BffFailure('NOT_FOUND')
  return new BffFailure(reason === 'expired' || reason === 'cut-off' ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID')
}
