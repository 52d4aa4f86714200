import { roomIdSchema } from '@bbb-room/bff-api'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'

export const hostedRoomRoute = createRoute({
  method: 'get',
  path: '/r/{room}',
  summary: 'A page with the element in it: the share link of a room',
  request: { params: z.object({ room: roomIdSchema }) },
  responses: {
    200: {
      description: 'The same page for every room, whether or not there is one.',
      content: { 'text/html': { schema: z.string() } },
    },
  },
})
