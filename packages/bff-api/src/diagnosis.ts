import { z } from 'zod'
import { timestampSchema } from './ids.ts'
import { displaySchema } from './rooms.ts'

/** Why nothing that speaks BBB's API answered the BFF. */
export const bbbFailureSchema = z.enum([
  'UNREACHABLE',
  'TIMEOUT',
  'CERTIFICATE_REFUSED',
  'REDIRECTED',
  'BUSY',
  'NOT_BBB',
  'REFUSED',
])

/** What BBB's session cookie carries, as far as it decides whether a frame of another site gets it. */
export const bbbCookieSchema = z.object({
  same_site: z.enum(['none', 'lax', 'strict']).nullable().meta({ description: 'As BBB sent it; absent: `null`.' }),
  secure: z.boolean(),
  partitioned: z.boolean(),
})

/** What somebody met who was sent into a meeting that the BFF made for this purpose, and ended at once. */
export const bbbEntrySchema = z.object({
  failure: bbbFailureSchema.nullable().meta({ description: 'Why nobody can get in at all.' }),
  origins: z.array(z.string()).meta({ description: 'Every origin on the way into the client, BBB’s own first.' }),
  x_frame_options: z.string().nullable(),
  frame_ancestors: z.string().nullable().meta({ description: 'The directive’s sources; `null` where BBB names none.' }),
  cookie: bbbCookieSchema.nullable().meta({ description: '`null` where BBB set no session cookie.' }),
})

/**
 * `GET /rooms/{room}/diagnosis`: the BFF’s side of what can keep a room from working, found out by asking BBB. For
 * moderators and the host’s back end. Kept for half a minute, and shared by all who ask.
 */
export const roomDiagnosisSchema = z.object({
  checked_at: timestampSchema,
  display: displaySchema,
  frame_origins: z.array(z.string()).meta({ description: 'As registered for the tenant, whatever the display.' }),
  without_session: z.boolean().meta({ description: 'Meetings are made to work without BBB’s session cookie.' }),
  has_referrer: z.boolean().meta({
    description: 'Whether this very request had a `Referer`. A page that sends none hides from the launch too.',
  }),
  bbb: z.object({
    origin: z.string(),
    failure: bbbFailureSchema.nullable().meta({ description: '`null`: BBB answers.' }),
    version: z.string().nullable().meta({ description: 'Usually hidden by the operator.' }),
    is_secret_accepted: z.boolean().nullable().meta({ description: '`null` where that could not be told.' }),
    clock_offset_seconds: z.int().nullable().meta({ description: 'How far BBB’s clock is ahead of the BFF’s.' }),
    entry: bbbEntrySchema.nullable().meta({ description: 'Tried where meetings open in a frame; otherwise `null`.' }),
  }),
})

export type BbbFailure = z.infer<typeof bbbFailureSchema>
export type BbbCookie = z.infer<typeof bbbCookieSchema>
export type BbbEntry = z.infer<typeof bbbEntrySchema>
export type RoomDiagnosis = z.infer<typeof roomDiagnosisSchema>
