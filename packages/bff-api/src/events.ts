import { z } from 'zod'
import { roomIdSchema, timestampSchema } from './ids.ts'

/** What `GET /rooms/{room}/events` tells. An event is a reason to ask again, never the answer itself. */
export const roomEventTypeSchema = z.enum([
  'meeting-started',
  'meeting-ended',
  'participants-changed',
  'recording-changed',
])

/** `data` of one server-sent event; its SSE `id` resumes the stream by `Last-Event-ID`, its `event` is the type. */
export const roomEventSchema = z.object({
  id: z.string(),
  type: roomEventTypeSchema,
  room: roomIdSchema,
  at: timestampSchema,
})

/**
 * Long-poll answer: `GET …/events` with `Accept: application/json`. Waits up to 25 s for something after
 * `Last-Event-ID`, then answers with what there is, possibly nothing. Send `last_event_id` back next time.
 */
export const roomEventListSchema = z.object({ events: z.array(roomEventSchema), last_event_id: z.string() })

export type RoomEventType = z.infer<typeof roomEventTypeSchema>
export type RoomEvent = z.infer<typeof roomEventSchema>
export type RoomEventList = z.infer<typeof roomEventListSchema>
