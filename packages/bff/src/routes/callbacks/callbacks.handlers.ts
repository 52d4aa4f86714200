import type { RouteHandler } from '@hono/zod-openapi'
import type { BffEnv } from '../../bff-env.ts'
import type { createAcceptMeetingEnded, createAcceptRecordingReady } from '../../domain/callbacks/accept-callback.ts'
import type { createAcceptAnalytics } from '../../domain/callbacks/accept-analytics.ts'
import type { createAcceptWebhook } from '../../domain/callbacks/accept-webhook.ts'
import type { analyticsRoute, meetingEndedRoute, recordingReadyRoute, webhookRoute } from './callbacks.routes.ts'

/** The verbs behind these routes. A verified callback is its own permit. */
export interface CallbackVerbs {
  acceptMeetingEnded: ReturnType<typeof createAcceptMeetingEnded>
  acceptRecordingReady: ReturnType<typeof createAcceptRecordingReady>
  acceptWebhook: ReturnType<typeof createAcceptWebhook>
  acceptAnalytics: ReturnType<typeof createAcceptAnalytics>
}

export function createCallbackHandlers(verbs: CallbackVerbs) {
  const meetingEnded: RouteHandler<typeof meetingEndedRoute, BffEnv> = async (c) => {
    await verbs.acceptMeetingEnded(c.get('tenant').id, c.req.valid('param').key)
    return c.body(null, 200)
  }

  const recordingReady: RouteHandler<typeof recordingReadyRoute, BffEnv> = async (c) => {
    const request = { contentType: c.req.header('Content-Type'), body: await c.req.text() }
    await verbs.acceptRecordingReady(c.get('tenant').id, request)
    return c.body(null, 204)
  }

  const webhook: RouteHandler<typeof webhookRoute, BffEnv> = async (c) => {
    await verbs.acceptWebhook(c.get('tenant').id, {
      body: new Uint8Array(await c.req.arrayBuffer()),
      checksum: c.req.valid('query').checksum,
      authorization: c.req.header('Authorization'),
    })
    return c.body(null, 204)
  }

  const analytics: RouteHandler<typeof analyticsRoute, BffEnv> = async (c) => {
    await verbs.acceptAnalytics(c.get('tenant').id, c.req.valid('param').key, {
      authorization: c.req.header('Authorization'),
      readBody: () => c.req.text(),
    })
    return c.body(null, 204)
  }

  return { meetingEnded, recordingReady, webhook, analytics }
}
