import { createRouter } from '../router.ts'
import { createCallbackHandlers, type CallbackVerbs } from './callbacks.handlers.ts'
import { analyticsRoute, meetingEndedRoute, recordingReadyRoute, webhookRoute } from './callbacks.routes.ts'

/** What BBB tells us: stored once, then answered; the reconciler asks BBB. */
export function callbackRoutes(verbs: CallbackVerbs) {
  const handlers = createCallbackHandlers(verbs)
  return createRouter()
    .openapi(meetingEndedRoute, handlers.meetingEnded)
    .openapi(recordingReadyRoute, handlers.recordingReady)
    .openapi(webhookRoute, handlers.webhook)
    .openapi(analyticsRoute, handlers.analytics)
}
