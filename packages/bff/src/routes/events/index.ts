import { createRouter } from '../router.ts'
import { createEventHandlers, type EventVerbs } from './events.handlers.ts'
import { roomEventsRoute } from './events.routes.ts'

/** What happens in a room, as a stream or by long polls. */
export function eventRoutes(verbs: EventVerbs) {
  return createRouter().openapi(roomEventsRoute, createEventHandlers(verbs).roomEvents)
}
