import type { RouteHandler } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { BffEnv } from '../../bff-env.ts'
import type { createAcceptMeetingEnded, createAcceptRecordingReady } from '../../domain/callbacks/accept-callback.ts'
import type { createAcceptAnalytics } from '../../domain/callbacks/accept-analytics.ts'
import type { createAcceptWebhook } from '../../domain/callbacks/accept-webhook.ts'
import type { VerifiedOf } from '../../domain/callbacks/verify-callback.ts'
import { BffFailure } from '../../failure.ts'
import type { CallbackKind } from '../../ports/store.ts'
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
    await verbs.acceptMeetingEnded(c.get('tenant').id, permitOf(c, 'meeting-ended'))
    return c.body(null, 200)
  }

  const recordingReady: RouteHandler<typeof recordingReadyRoute, BffEnv> = async (c) => {
    await verbs.acceptRecordingReady(c.get('tenant').id, permitOf(c, 'recording-ready'))
    return c.body(null, 204)
  }

  const webhook: RouteHandler<typeof webhookRoute, BffEnv> = async (c) => {
    await verbs.acceptWebhook(c.get('tenant').id, permitOf(c, 'webhook'))
    return c.body(null, 204)
  }

  const analytics: RouteHandler<typeof analyticsRoute, BffEnv> = async (c) => {
    await verbs.acceptAnalytics(c.get('tenant').id, permitOf(c, 'analytics'), () => c.req.text())
    return c.body(null, 204)
  }

  return { meetingEnded, recordingReady, webhook, analytics }
}

/** What `guardCallbacks` found. */
function permitOf<Kind extends CallbackKind>(c: Context<BffEnv>, kind: Kind): VerifiedOf<Kind> {
  const callback = c.get('callback')
  if (callback?.kind !== kind) throw new BffFailure('INTERNAL_ERROR')
  return callback as VerifiedOf<Kind>
}
