import type { RouteHandler } from '@hono/zod-openapi'
import type { BffEnv } from '../../bff-env.ts'
import type { createAcceptMeetingEnded, createAcceptRecordingReady } from '../../domain/callbacks/accept-callback.ts'
import type { meetingEndedRoute, recordingReadyRoute } from './callbacks.routes.ts'

/** The verbs behind these routes. A verified callback is its own permit. */
export interface CallbackVerbs {
  acceptMeetingEnded: ReturnType<typeof createAcceptMeetingEnded>
  acceptRecordingReady: ReturnType<typeof createAcceptRecordingReady>
}

export function createCallbackHandlers(verbs: CallbackVerbs) {
  const meetingEnded: RouteHandler<typeof meetingEndedRoute, BffEnv> = async (c) => {
    await verbs.acceptMeetingEnded(c.get('tenant').id, c.req.valid('param').key)
    return c.body(null, 200)
  }

  const recordingReady: RouteHandler<typeof recordingReadyRoute, BffEnv> = async (c) => {
    await verbs.acceptRecordingReady(c.get('tenant').id, c.req.valid('form').signed_parameters)
    return c.body(null, 204)
  }

  return { meetingEnded, recordingReady }
}
