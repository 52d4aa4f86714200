import type { RouteHandler } from '@hono/zod-openapi'
import type { BffEnv } from '../../bff-env.ts'
import type { createEndMeeting } from '../../domain/meetings/end-meeting.ts'
import type { createDeclareRoom } from '../../domain/rooms/declare-room.ts'
import type { createDiagnoseRoom } from '../../domain/rooms/diagnose-room.ts'
import type { createGetRoomInfo } from '../../domain/rooms/get-room-info.ts'
import type { createJoinRoom } from '../../domain/rooms/join-room.ts'
import type { createRemoveRoom } from '../../domain/rooms/remove-room.ts'
import { authorize } from '../../policy/authorize.ts'
import type {
  deleteRoomRoute,
  diagnoseRoomRoute,
  endMeetingRoute,
  getRoomRoute,
  joinRoomRoute,
  putRoomRoute,
} from './rooms.routes.ts'

/** The verbs behind these routes. */
export interface RoomVerbs {
  getRoomInfo: ReturnType<typeof createGetRoomInfo>
  diagnoseRoom: ReturnType<typeof createDiagnoseRoom>
  declareRoom: ReturnType<typeof createDeclareRoom>
  removeRoom: ReturnType<typeof createRemoveRoom>
  joinRoom: ReturnType<typeof createJoinRoom>
  endMeeting: ReturnType<typeof createEndMeeting>
}

export function createRoomHandlers(verbs: RoomVerbs) {
  const getRoom: RouteHandler<typeof getRoomRoute, BffEnv> = async (c) => {
    const permit = authorize(c.get('actor'), 'room:read', c.req.valid('param').room)
    return c.json(await verbs.getRoomInfo(permit), 200)
  }

  const diagnoseRoom: RouteHandler<typeof diagnoseRoomRoute, BffEnv> = async (c) => {
    const permit = authorize(c.get('actor'), 'room:diagnose', c.req.valid('param').room)
    return c.json({ ...(await verbs.diagnoseRoom(permit)), has_referrer: c.req.header('Referer') !== undefined }, 200)
  }

  const putRoom: RouteHandler<typeof putRoomRoute, BffEnv> = async (c) => {
    const permit = authorize(c.get('actor'), 'room:declare', c.req.valid('param').room)
    const { made, room } = await verbs.declareRoom(permit, c.req.valid('json'))
    return made ? c.json(room, 201) : c.json(room, 200)
  }

  const deleteRoom: RouteHandler<typeof deleteRoomRoute, BffEnv> = async (c) => {
    await verbs.removeRoom(authorize(c.get('actor'), 'room:delete', c.req.valid('param').room))
    return c.body(null, 204)
  }

  const joinRoom: RouteHandler<typeof joinRoomRoute, BffEnv> = async (c) => {
    const permit = authorize(c.get('actor'), 'meeting:join', c.req.valid('param').room)
    return c.json(await verbs.joinRoom(permit, c.req.header('Origin')), 200)
  }

  const endMeeting: RouteHandler<typeof endMeetingRoute, BffEnv> = async (c) => {
    const permit = authorize(c.get('actor'), 'meeting:end', c.req.valid('param').room)
    return c.json(await verbs.endMeeting(permit), 200)
  }

  return { getRoom, diagnoseRoom, putRoom, deleteRoom, joinRoom, endMeeting }
}
