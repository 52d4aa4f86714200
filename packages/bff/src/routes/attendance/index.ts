import { createRouter } from '../router.ts'
import { createAttendanceHandlers, type AttendanceVerbs } from './attendance.handlers.ts'
import { listMeetingsRoute, readAttendanceRoute } from './attendance.routes.ts'

/** Who was in which meeting. */
export function attendanceRoutes(verbs: AttendanceVerbs) {
  const handlers = createAttendanceHandlers(verbs)
  return createRouter()
    .openapi(listMeetingsRoute, handlers.listMeetings)
    .openapi(readAttendanceRoute, handlers.readAttendance)
}
