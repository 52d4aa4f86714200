import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { problem } from '../router.ts'

export const meetingEndedRoute = createRoute({
  method: 'get',
  path: '/callbacks/meeting-ended/{key}',
  summary: 'From BBB: a meeting is over',
  request: { params: z.object({ key: z.string().regex(/^[A-Za-z0-9_-]{22}$/) }) },
  responses: {
    200: { description: 'Noted. Exactly 200: BBB takes every other status for a failure.' },
    404: problem('No such key.'),
    503: problem('Could not be noted: call again.'),
  },
})

export const recordingReadyRoute = createRoute({
  method: 'post',
  path: '/callbacks/recording-ready',
  summary: 'From BBB: a recording has something new',
  request: {
    body: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': { schema: z.object({ signed_parameters: z.string().min(1).max(16_384) }) },
      },
    },
  },
  responses: {
    204: { description: 'Noted.' },
    400: problem('Not what BBB sends.'),
    401: problem('Not signed with the secret of this tenant’s server.'),
    503: problem('Could not be noted: call again.'),
  },
})
