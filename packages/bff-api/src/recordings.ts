import { z } from 'zod'
import { recordingIdSchema, roomIdSchema, timestampSchema } from './ids.ts'
import { failureCodes } from './problem.ts'

/**
 * Where a recording is in its life. `expected`: the meeting could be recorded, BBB has not shown anything yet;
 * `missing`: not delivered after 14 days, never recorded, or gone from the server; `deleting`: asked for, BBB has not confirmed.
 */
export const recordingStateSchema = z.enum([
  'expected',
  'processing',
  'ready',
  'published',
  'unpublished',
  'deleting',
  'deleted',
  'missing',
])

/**
 * `asked`: by somebody here; `retention`: by age; `elsewhere`: gone from BBB; `not-delivered`: it never came;
 * `not-recorded`: BBB said that nobody recorded, which only servers with the webhooks add-on do.
 */
export const recordingReasonSchema = z.enum(['asked', 'retention', 'elsewhere', 'not-delivered', 'not-recorded'])

/** One way to play a recording. Its address is never listed: it is made at the click, by the playback route. */
export const recordingFormatSchema = z.object({
  type: z.string().meta({ description: 'BBB’s format name: presentation, video, podcast, notes, screenshare …' }),
  duration_seconds: z.int().min(0).nullable(),
})

export const recordingSchema = z.object({
  id: recordingIdSchema,
  room: roomIdSchema,
  name: z.string(),
  state: recordingStateSchema,
  published: z.boolean(),
  protected: z
    .boolean()
    .nullable()
    .meta({ description: 'Whether its links work once only; `null` where the server does not know the notion.' }),
  description: z.string().nullable(),
  presenter: z.string().nullable(),
  subject: z.string().nullable(),
  reason: recordingReasonSchema.nullable().meta({ description: 'Why it is `deleting` or `missing`.' }),
  restorable_until: timestampSchema
    .nullable()
    .meta({ description: 'While it is `deleting` and the deletion can be undone: until when.' }),
  started_at: timestampSchema.nullable(),
  ended_at: timestampSchema.nullable(),
  duration_seconds: z.int().min(0).nullable(),
  participants: z.int().min(0).nullable(),
  size_bytes: z.string().nullable().meta({ description: 'Decimal text: may exceed 2^53.' }),
  formats: z.array(recordingFormatSchema),
  thumbnails: z.array(z.object({ url: z.url(), alt: z.string() })),
  can: z.object({
    play: z.boolean(),
    manage: z.boolean(),
    protect: z.boolean().meta({ description: 'Whether it can be given links that work once: not on every server.' }),
    captions: z.boolean().meta({ description: 'Whether captions can be listed and uploaded: not on every server.' }),
  }),
})

/** `GET /rooms/{room}/recordings`, newest first. `next` is the cursor of the following page, `null` on the last. */
export const recordingListSchema = z.object({
  recordings: z.array(recordingSchema),
  next: z.string().nullable(),
  server_time: timestampSchema,
})

/** Text that BBB can keep: it writes XML, and makes one blank of several. */
const plainText = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .refine((text) => text.isWellFormed() && !/[^\P{Cc}\t\r\n]|[\ufffe\uffff]/u.test(text))

/**
 * `PATCH /recordings/{id}`: at least one of them. An empty text removes it. The answer carries what BBB then confirms:
 * servers that keep a few texts only leave the others as they were.
 */
export const recordingChangeSchema = z
  .strictObject({
    name: plainText(255).min(1).optional(),
    description: plainText(1000).optional(),
    presenter: plainText(255).optional(),
    subject: plainText(255).optional(),
    published: z.boolean().optional(),
    protected: z.boolean().optional().meta({ description: 'Needs `can.protect`.' }),
  })
  .refine((change) => Object.keys(change).length > 0, 'name at least one field to change')

/**
 * `POST /rooms/{room}/recordings/batch`: does the same with 1–50 recordings of the room. Nothing is done with any of them
 * unless every id is one of the room's and may be managed.
 */
export const recordingBatchSchema = z.strictObject({
  action: z.enum(['publish', 'unpublish', 'protect', 'unprotect', 'delete', 'restore']),
  ids: z
    .array(recordingIdSchema)
    .min(1)
    .max(50)
    .refine((ids) => new Set(ids).size === ids.length, 'must not repeat'),
})

/** What became of each, in the order asked: the recording as BBB confirms it, or why nothing could be done with it. */
export const recordingBatchAnswerSchema = z.object({
  results: z.array(
    z.object({
      id: recordingIdSchema,
      recording: recordingSchema.nullable(),
      code: z.enum(failureCodes).nullable(),
      detail: z.string().nullable(),
    }),
  ),
})

/** `POST /recordings/{id}/playback`; without `format` the first playable one is taken. */
export const playbackRequestSchema = z.strictObject({ format: z.string().min(1).max(64).optional() })

export type RecordingState = z.infer<typeof recordingStateSchema>
export type Recording = z.infer<typeof recordingSchema>
export type RecordingReason = z.infer<typeof recordingReasonSchema>
export type RecordingFormat = z.infer<typeof recordingFormatSchema>
export type RecordingList = z.infer<typeof recordingListSchema>
export type RecordingBatch = z.infer<typeof recordingBatchSchema>
export type RecordingBatchAnswer = z.infer<typeof recordingBatchAnswerSchema>
export type RecordingChange = z.infer<typeof recordingChangeSchema>
export type PlaybackRequest = z.infer<typeof playbackRequestSchema>
