import type { RouteHandler } from '@hono/zod-openapi'
import type { BffEnv } from '../../bff-env.ts'
import type { createAdmitGuest } from '../../domain/guests/admit-guest.ts'
import type { tokenRoute } from './token.routes.ts'

export interface TokenVerbs {
  admitGuest: ReturnType<typeof createAdmitGuest>
}

export function createTokenHandlers({ admitGuest }: TokenVerbs) {
  const token: RouteHandler<typeof tokenRoute, BffEnv> = async (c) => {
    const { room, access_code: accessCode, name } = c.req.valid('json')
    return c.json(await admitGuest(c.get('tenant'), { room, accessCode, name }), 200)
  }
  return { token }
}
