import { roomIdSchema } from '@bbb-room/bff-api'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'

export const returnRoute = createRoute({
  method: 'get',
  path: '/return',
  summary: 'Where BBB sends people after a meeting: tells the page they came from',
  request: {
    query: z.object({
      room: roomIdSchema,
      origin: z.string().max(256).optional(),
      errors: z.string().max(4096).optional(),
    }),
  },
  responses: { 200: { description: 'A page to close.', content: { 'text/html': { schema: z.string() } } } },
})
