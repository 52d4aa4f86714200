import type { RouteHandler } from '@hono/zod-openapi'
import type { BffEnv } from '../../bff-env.ts'
import type {
  createFindMeetingRoom,
  createListMeetings,
  createReadAttendance,
} from '../../domain/attendance/read-attendance.ts'
import { authorize } from '../../policy/authorize.ts'
import { attendanceCsv } from './attendance-csv.ts'
import type { listMeetingsRoute, readAttendanceRoute } from './attendance.routes.ts'

/** The verbs behind these routes. */
export interface AttendanceVerbs {
  listMeetings: ReturnType<typeof createListMeetings>
  findMeetingRoom: ReturnType<typeof createFindMeetingRoom>
  readAttendance: ReturnType<typeof createReadAttendance>
}

export function createAttendanceHandlers(verbs: AttendanceVerbs) {
  const listMeetings: RouteHandler<typeof listMeetingsRoute, BffEnv> = async (c) => {
    const permit = authorize(c.get('actor'), 'attendance:read', c.req.valid('param').room)
    return c.json(await verbs.listMeetings(permit, c.req.valid('query').cursor), 200)
  }

  const readAttendance: RouteHandler<typeof readAttendanceRoute, BffEnv> = async (c) => {
    const actor = c.get('actor')
    const { id } = c.req.valid('param')
    const permit = authorize(actor, 'attendance:read', await verbs.findMeetingRoom(actor.tenantId, id))
    const isCsv = c.req.header('Accept')?.includes('text/csv') === true
    const attendance = await verbs.readAttendance(permit, id, isCsv ? 'csv' : 'json')
    if (!isCsv) return c.json(attendance, 200)
    return c.newResponse(attendanceCsv(attendance), 200, {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': `attachment; filename="attendance-${id}.csv"`,
    })
  }

  return { listMeetings, readAttendance }
}
