import { z } from 'zod'
import { recordingIdSchema, roomIdSchema, timestampSchema } from './ids.ts'

/**
 * Where a recording is in its life. `expected`: the meeting could be recorded, BBB has not shown anything yet;
 * `missing`: not delivered after 14 days, or gone from the server; `deleting`: asked for, BBB has not confirmed.
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
  protected: z.boolean().nullable().meta({ description: '`null` where the server does not know the notion.' }),
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

/** `PATCH /recordings/{id}`: at least one of them. The answer carries what BBB then confirms. */
export const recordingChangeSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(255).optional(),
    description: z.string().max(1000).optional(),
    published: z.boolean().optional(),
    protected: z.boolean().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'name at least one field to change')

/** `POST /recordings/{id}/playback`; without `format` the first playable one is taken. */
export const playbackRequestSchema = z.strictObject({ format: z.string().min(1).max(64).optional() })

export type RecordingState = z.infer<typeof recordingStateSchema>
export type Recording = z.infer<typeof recordingSchema>
export type RecordingFormat = z.infer<typeof recordingFormatSchema>
export type RecordingList = z.infer<typeof recordingListSchema>
export type RecordingChange = z.infer<typeof recordingChangeSchema>
export type PlaybackRequest = z.infer<typeof playbackRequestSchema>
