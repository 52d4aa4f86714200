import { roomIdSchema } from '@bbb-room/bff-api'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'

const page = (description: string) => ({ description, content: { 'text/html': { schema: z.string() } } })
const failures = {
  400: page('Not a navigation, or no room.'),
  403: page('The sign-in was not completed.'),
  404: page('Nobody signs in at this tenant.'),
  503: page('The provider or the store is away.'),
}

export const signInRoute = createRoute({
  method: 'get',
  path: '/sign-in',
  summary: 'A navigation: to the tenant’s OpenID provider, and back to the room’s page',
  request: { query: z.object({ room: roomIdSchema }) },
  responses: { 303: { description: 'To the provider.' }, ...failures },
})

export const signInCallbackRoute = createRoute({
  method: 'get',
  path: '/sign-in/callback',
  summary: 'Where the OpenID provider sends people back to',
  responses: { 303: { description: 'To the room’s page, with a session.' }, ...failures },
})

export const signOutRoute = createRoute({
  method: 'post',
  path: '/sign-out',
  summary: 'A form of the room’s page: ends the session',
  request: {
    body: {
      required: true,
      content: { 'application/x-www-form-urlencoded': { schema: z.object({ room: roomIdSchema }) } },
    },
  },
  responses: { 303: { description: 'To the room’s page.' }, 403: page('Not from a page of ours.') },
})
