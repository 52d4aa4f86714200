import type { RouteHandler } from '@hono/zod-openapi'
import type { BffEnv } from '../../bff-env.ts'
import type { Addresses } from '../../domain/addresses.ts'
import type { createBeginSignIn } from '../../domain/sign-in/begin-sign-in.ts'
import type { createFinishSignIn } from '../../domain/sign-in/finish-sign-in.ts'
import type { createSignOut } from '../../domain/sign-in/sign-out.ts'
import { BffFailure } from '../../failure.ts'
import { attemptCookie, sessionCookie } from './cookies.ts'
import type { signInCallbackRoute, signInRoute, signOutRoute } from './sign-in.routes.ts'

export interface SignInVerbs {
  beginSignIn: ReturnType<typeof createBeginSignIn>
  finishSignIn: ReturnType<typeof createFinishSignIn>
  signOut: ReturnType<typeof createSignOut>
  addresses: Pick<Addresses, 'hostedRoom'>
  /** The BFF's own origin. */
  baseUrl: string
}

export function createSignInHandlers({ beginSignIn, finishSignIn, signOut, addresses, baseUrl }: SignInVerbs) {
  const begin: RouteHandler<typeof signInRoute, BffEnv> = async (c) => {
    const { authorizationUrl, attemptSecret } = await beginSignIn(c.get('tenant'), c.req.valid('query').room)
    attemptCookie.set(c, attemptSecret)
    return c.body(null, 303, { Location: authorizationUrl })
  }

  const finish: RouteHandler<typeof signInCallbackRoute, BffEnv> = async (c) => {
    const attemptSecret = attemptCookie.get(c)
    if (attemptSecret !== undefined) attemptCookie.drop(c)
    const { id } = c.get('tenant')
    const answer = new URL(c.req.url).searchParams
    const { room, sessionToken } = await finishSignIn(c.get('tenant'), attemptSecret, answer)
    await signOut(id, sessionCookie.get(c))
    sessionCookie.set(c, sessionToken)
    return c.body(null, 303, { Location: addresses.hostedRoom(id, room) })
  }

  const end: RouteHandler<typeof signOutRoute, BffEnv> = async (c) => {
    if (c.req.header('Origin') !== baseUrl) throw new BffFailure('ORIGIN_NOT_ALLOWED')
    const { id } = c.get('tenant')
    await signOut(id, sessionCookie.get(c))
    sessionCookie.drop(c)
    return c.body(null, 303, { Location: addresses.hostedRoom(id, c.req.valid('form').room) })
  }

  return { begin, finish, end }
}
