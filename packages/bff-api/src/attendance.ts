import { z } from 'zod'
import { roomIdSchema, timestampSchema } from './ids.ts'

/** Our own name for one run of a room (never BBB's `meetingID`): 1–64 of `A-Z a-z 0-9 _ -`. */
export const meetingIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

/** What a tenant keeps of who was there: nothing, people under a pseudonym, or their names too. */
export const attendanceKeptSchema = z.enum(['off', 'pseudonymous', 'names'])

export const meetingSchema = z.object({
  id: meetingIdSchema,
  room: roomIdSchema,
  state: z.enum(['running', 'ended', 'lost']).meta({ description: '`lost`: BBB forgot it without being asked.' }),
  started_at: timestampSchema.nullable().meta({ description: '`null` when nobody was seen in it.' }),
  ended_at: timestampSchema.nullable(),
  participants: z.int().min(0).nullable().meta({ description: 'Different people; `null` where nothing is kept.' }),
})

/** `GET /rooms/{room}/meetings`, newest first. `next` is the cursor of the following page, `null` on the last. */
export const meetingListSchema = z.object({
  meetings: z.array(meetingSchema),
  next: z.string().nullable(),
  server_time: timestampSchema,
})

/** One uninterrupted stay. `left_at` is `null` while it goes on. */
export const staySchema = z.object({ joined_at: timestampSchema, left_at: timestampSchema.nullable() })

/** What BBB's learning dashboard counted of one person. How somebody voted is not in it. */
export const activitySchema = z.object({
  talk_seconds: z.int().min(0),
  talks: z.int().min(0),
  messages: z.int().min(0),
  raised_hands: z.int().min(0),
  emojis: z.int().min(0),
  poll_votes: z.int().min(0),
})

export const participantSchema = z.object({
  id: z.string().meta({ description: 'A pseudonym: the same person has the same one in every meeting of the tenant.' }),
  name: z.string().nullable().meta({ description: 'As BBB showed it; `null` where names are not kept.' }),
  role: z.enum(['moderator', 'viewer']).nullable(),
  joined_at: timestampSchema,
  left_at: timestampSchema.nullable().meta({ description: '`null` for somebody who is there now.' }),
  duration_seconds: z.int().min(0).meta({ description: 'Without the times between the stays.' }),
  stays: z.array(staySchema),
  activity: activitySchema.nullable().meta({ description: '`null` where BBB has not told, or was not asked to.' }),
})

/** `GET /meetings/{id}/attendance`; with `Accept: text/csv` one line per participant. */
export const attendanceSchema = z.object({
  meeting: meetingSchema,
  kept: attendanceKeptSchema,
  participants: z.array(participantSchema),
  server_time: timestampSchema,
})

export type AttendanceKept = z.infer<typeof attendanceKeptSchema>
export type MeetingInfo = z.infer<typeof meetingSchema>
export type MeetingList = z.infer<typeof meetingListSchema>
export type Activity = z.infer<typeof activitySchema>
export type Participant = z.infer<typeof participantSchema>
export type Attendance = z.infer<typeof attendanceSchema>
