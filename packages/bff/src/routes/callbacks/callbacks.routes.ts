import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { problem } from '../router.ts'

export const meetingEndedRoute = createRoute({
  method: 'get',
  path: '/callbacks/meeting-ended/{key}',
  summary: 'From BBB: a meeting is over',
  request: { params: z.object({ key: z.string().regex(/^[A-Za-z0-9_-]{44}$/) }) },
  responses: {
    200: { description: 'Noted. Exactly 200: BBB takes every other status for a failure.' },
    404: problem('No such key.'),
    503: problem('Could not be noted: call again.'),
  },
})

/** Described here and not checked: whatever arrives is verified as it is, and refused in one way only. */
const signedParameters = { type: 'object', properties: { signed_parameters: { type: 'string' } } } as const

/** Verified callbacks are answered like this. Never 404, 410 or a redirect: senders would stop, or forget more. */
const verdicts = {
  204: { description: 'Noted.' },
  401: problem('Not signed with a secret of this tenant’s server.'),
  503: problem('Could not be noted or not be verified yet: call again.'),
}

export const webhookRoute = createRoute({
  method: 'post',
  path: '/callbacks/webhook',
  summary: 'From BBB’s webhooks add-on: something happened in a meeting',
  request: {
    query: z.object({ checksum: z.string().max(128).optional() }),
    body: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: {
            type: 'object',
            properties: { domain: { type: 'string' }, event: { type: 'string' }, timestamp: { type: 'string' } },
          },
        },
      },
    },
  },
  responses: verdicts,
})

export const analyticsRoute = createRoute({
  method: 'post',
  path: '/callbacks/analytics/{key}',
  summary: 'From BBB: what people did in a meeting that is over',
  request: {
    params: z.object({ key: z.string().max(64) }),
    headers: z.object({ authorization: z.string().optional() }),
    body: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
  },
  responses: verdicts,
})

export const recordingReadyRoute = createRoute({
  method: 'post',
  path: '/callbacks/recording-ready',
  summary: 'From BBB: a recording has something new',
  request: {
    body: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': { schema: signedParameters },
        'application/json': { schema: signedParameters },
      },
    },
  },
  responses: verdicts,
})
