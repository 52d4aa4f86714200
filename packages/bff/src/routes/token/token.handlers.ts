import type { RouteHandler } from '@hono/zod-openapi'
import type { BffEnv } from '../../bff-env.ts'
import type { createAdmitGuest } from '../../domain/guests/admit-guest.ts'
import type { createAdmitSignedIn } from '../../domain/sign-in/admit-signed-in.ts'
import { BffFailure } from '../../failure.ts'
import { sessionCookie } from '../sign-in/cookies.ts'
import type { tokenRoute } from './token.routes.ts'

export interface TokenVerbs {
  admitGuest: ReturnType<typeof createAdmitGuest>
  admitSignedIn: ReturnType<typeof createAdmitSignedIn>
  /** Counts an attempt at an access code. */
  limitGuests: (clientAddress: string) => void
  /** The BFF's own origin. */
  baseUrl: string
}

export function createTokenHandlers({ admitGuest, admitSignedIn, limitGuests, baseUrl }: TokenVerbs) {
  const token: RouteHandler<typeof tokenRoute, BffEnv> = async (c) => {
    const tenant = c.get('tenant')
    const asked = c.req.valid('json')
    if (asked.grant_type === 'urn:bbb-room:guest') {
      limitGuests(c.get('clientAddress'))
      const { room, access_code: accessCode, name } = asked
      return c.json(await admitGuest(tenant, { room, accessCode, name }), 200)
    }
    // A cookie is on the way: no other page than ours may have it turned into a token.
    if (c.req.header('Origin') !== baseUrl) throw new BffFailure('ORIGIN_NOT_ALLOWED')
    return c.json(await admitSignedIn(tenant, sessionCookie.get(c), asked.room), 200)
  }
  return { token }
}
