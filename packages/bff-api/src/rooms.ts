import { z } from 'zod'
import { roomIdSchema, timestampSchema } from './ids.ts'

/** What a room is, for the actor who asks: `waiting` means that this person has to wait for a moderator. */
export const roomStateSchema = z.enum(['scheduled', 'waiting', 'open', 'running', 'ended'])

/** What the actor may do now. The BFF checks again at each request; this is for drawing. */
export const roomPermissionsSchema = z.object({
  join: z.boolean(),
  end: z.boolean(),
  list_recordings: z.boolean(),
  manage_recordings: z.boolean(),
})

/** How the meeting opens: in a tab of its own, or in a frame of the host page. */
export const displaySchema = z.enum(['tab', 'frame'])

/** `GET /rooms/{room}`. Absent moments are `null`. */
export const roomInfoSchema = z.object({
  room: roomIdSchema,
  name: z.string(),
  state: roomStateSchema,
  role: z.enum(['moderator', 'viewer']).meta({ description: 'The lesser of the token and the room’s policy.' }),
  opens_at: timestampSchema.nullable(),
  closes_at: timestampSchema.nullable(),
  started_at: timestampSchema.nullable().meta({ description: 'Of the running meeting.' }),
  ended_at: timestampSchema.nullable().meta({ description: 'Of the latest meeting, when none is running.' }),
  participant_count: z.int().min(0),
  max_participants: z.int().min(0).meta({ description: '0 means no limit.' }),
  record: z.boolean().meta({ description: 'Whether meetings of this room can be recorded: say so before the join.' }),
  display: displaySchema,
  frame_origins: z.array(z.string()).meta({ description: 'Origins to delegate to in `allow`, when in a frame.' }),
  can: roomPermissionsSchema,
  server_time: timestampSchema,
})

/** `PUT /rooms/{room}`: what the host's back end declares. What is absent takes the tenant's default. */
export const roomDeclarationSchema = z.strictObject({
  name: z.string().trim().min(2).max(64),
  welcome: z.string().max(2000).optional(),
  opens_at: timestampSchema.optional(),
  closes_at: timestampSchema.optional(),
  wait_for_moderator: z.boolean().optional(),
  max_participants: z.int().min(0).max(1000).optional(),
  record: z.boolean().optional(),
  auto_start_recording: z.boolean().optional(),
  access_code: z.string().min(4).max(64).optional().meta({ description: 'For guests. Stored only as a slow hash.' }),
  guest_policy: z.enum(['ALWAYS_ACCEPT', 'ALWAYS_DENY', 'ASK_MODERATOR']).optional(),
  mute_on_start: z.boolean().optional(),
  webcams_only_for_moderator: z.boolean().optional(),
  lock_private_chat: z.boolean().optional(),
  lock_public_chat: z.boolean().optional(),
  lock_cameras: z.boolean().optional(),
  lock_microphones: z.boolean().optional(),
  lock_notes: z.boolean().optional(),
  duration_minutes: z
    .int()
    .min(0)
    .max(24 * 60)
    .optional(),
  presentations: z
    .array(z.strictObject({ url: z.url({ protocol: /^https$/ }), filename: z.string().min(3).max(128) }))
    .max(10)
    .optional()
    .meta({ description: 'Only from hosts that the tenant has registered.' }),
})

/** The declared room as the host's back end reads it back: `has_access_code` instead of the code. */
export const roomDeclaredSchema = roomDeclarationSchema.omit({ access_code: true }).extend({
  room: roomIdSchema,
  has_access_code: z.boolean(),
  created_at: timestampSchema,
  updated_at: timestampSchema,
})

/** `POST /rooms/{room}/join` takes no choices: who, where and as what come from the token. */
export const joinRequestSchema = z.strictObject({})

/**
 * A ticket for one launch, to be sent as the form field `ticket` in a navigation to `launch_url` within `expires_in`
 * seconds. The ticket is a bearer right: keep it in memory only.
 */
export const ticketAnswerSchema = z.object({
  ticket: z.string(),
  expires_in: z.int().min(1).max(60),
  launch_url: z.url(),
  display: displaySchema,
  frame_origins: z.array(z.string()),
})

/** Why there is no ticket, though nothing failed. `retry_after` (seconds) where asking again makes sense. */
export const joinStateSchema = z.object({
  state: z.enum(['scheduled', 'waiting', 'full', 'denied', 'ended']),
  code: z.enum([
    'ROOM_NOT_OPEN_YET',
    'WAITING_FOR_MODERATOR',
    'ROOM_FULL',
    'PERSON_BLOCKED',
    'GUESTS_REFUSED',
    'ROOM_CLOSED',
    'MEETING_ENDED',
  ]),
  opens_at: timestampSchema.nullable(),
  retry_after: z.int().min(0).nullable(),
})

/** Told apart by `ticket`. */
export const joinAnswerSchema = z.union([ticketAnswerSchema, joinStateSchema])

/** `POST /rooms/{room}/end`: `ending` until BBB confirms, `ended` when there is nothing (left) to end. */
export const endAnswerSchema = z.object({ state: z.enum(['ending', 'ended']) })

export type RoomState = z.infer<typeof roomStateSchema>
export type RoomPermissions = z.infer<typeof roomPermissionsSchema>
export type Display = z.infer<typeof displaySchema>
export type RoomInfo = z.infer<typeof roomInfoSchema>
export type RoomDeclaration = z.infer<typeof roomDeclarationSchema>
export type RoomDeclared = z.infer<typeof roomDeclaredSchema>
export type TicketAnswer = z.infer<typeof ticketAnswerSchema>
export type JoinState = z.infer<typeof joinStateSchema>
export type JoinAnswer = z.infer<typeof joinAnswerSchema>
export type EndAnswer = z.infer<typeof endAnswerSchema>
