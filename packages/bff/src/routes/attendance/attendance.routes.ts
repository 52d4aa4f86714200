import { attendanceSchema, meetingIdSchema, meetingListSchema, roomIdSchema } from '@bbb-room/bff-api'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { bearer, commonFailures, json } from '../router.ts'

export const listMeetingsRoute = createRoute({
  method: 'get',
  path: '/rooms/{room}/meetings',
  summary: 'The room’s meetings, newest first',
  description: 'For moderators with the scope `attendance:read`, and the host’s own back end with `room:manage`.',
  security: bearer,
  request: {
    params: z.object({ room: roomIdSchema }),
    query: z.object({ cursor: z.string().max(128).optional() }),
  },
  responses: { 200: json('A page of them.', meetingListSchema), ...commonFailures },
})

export const readAttendanceRoute = createRoute({
  method: 'get',
  path: '/meetings/{id}/attendance',
  summary: 'Who was in a meeting, and when; with `Accept: text/csv` for a spreadsheet',
  description: 'For moderators with the scope `attendance:read`, and the host’s own back end with `room:manage`.',
  security: bearer,
  request: { params: z.object({ id: meetingIdSchema }) },
  responses: {
    200: {
      description: 'What the tenant keeps of it. Of a meeting that still runs: so far.',
      content: { 'application/json': { schema: attendanceSchema }, 'text/csv': { schema: z.string() } },
    },
    ...commonFailures,
  },
})
