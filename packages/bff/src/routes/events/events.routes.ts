import { roomEventListSchema, roomEventSchema, roomIdSchema } from '@bbb-room/bff-api'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { bearer, commonFailures } from '../router.ts'

export const roomEventsRoute = createRoute({
  method: 'get',
  path: '/rooms/{room}/events',
  summary: 'What happens in the room, as it happens',
  description:
    'A stream of server-sent events; with `Accept: application/json` one answer, as soon as there is something after `Last-Event-ID`, or after 25 s.',
  security: bearer,
  request: {
    params: z.object({ room: roomIdSchema }),
    headers: z.object({
      'last-event-id': z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
    }),
  },
  responses: {
    200: {
      description: 'Events from now on, or from `Last-Event-ID` on.',
      content: {
        'text/event-stream': { schema: roomEventSchema },
        'application/json': { schema: roomEventListSchema },
      },
    },
    ...commonFailures,
  },
})
