import { tokenAnswerSchema, tokenRequestSchema } from '@bbb-room/bff-api'
import { createRoute } from '@hono/zod-openapi'
import { commonFailures, json, problem } from '../router.ts'

export const tokenRoute = createRoute({
  method: 'post',
  path: '/token',
  summary: 'An access token for a guest who knows the room’s access code, or for somebody who has signed in',
  request: { body: { required: true, content: { 'application/json': { schema: tokenRequestSchema } } } },
  responses: {
    200: json('A token for this room: a guest’s as a viewer, otherwise as the tenant’s rules say.', tokenAnswerSchema),
    ...commonFailures,
    401: problem('Nobody is signed in.'),
    403: problem('The room or the access code is wrong, or the page is not registered.'),
  },
})
