import { createRouter } from '../router.ts'
import { createRoomHandlers, type RoomVerbs } from './rooms.handlers.ts'
import {
  deleteRoomRoute,
  diagnoseRoomRoute,
  endMeetingRoute,
  getRoomRoute,
  joinRoomRoute,
  putRoomRoute,
} from './rooms.routes.ts'

/** Rooms: what they are, declaring them, joining, ending. */
export function roomRoutes(verbs: RoomVerbs) {
  const handlers = createRoomHandlers(verbs)
  return createRouter()
    .openapi(getRoomRoute, handlers.getRoom)
    .openapi(diagnoseRoomRoute, handlers.diagnoseRoom)
    .openapi(putRoomRoute, handlers.putRoom)
    .openapi(deleteRoomRoute, handlers.deleteRoom)
    .openapi(joinRoomRoute, handlers.joinRoom)
    .openapi(endMeetingRoute, handlers.endMeeting)
}
