import { guestTokenRequestSchema, tokenAnswerSchema } from '@bbb-room/bff-api'
import { createRoute } from '@hono/zod-openapi'
import { commonFailures, json, problem } from '../router.ts'

export const tokenRoute = createRoute({
  method: 'post',
  path: '/token',
  summary: 'An access token for a guest who knows the room’s access code',
  request: { body: { required: true, content: { 'application/json': { schema: guestTokenRequestSchema } } } },
  responses: {
    200: json('A token for this room, as a viewer.', tokenAnswerSchema),
    ...commonFailures,
    403: problem('The room or the access code is wrong, or the page is not registered.'),
  },
})
