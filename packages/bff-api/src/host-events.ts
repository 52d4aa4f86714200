import { z } from 'zod'
import { recordingIdSchema, roomIdSchema, tenantIdSchema, timestampSchema } from './ids.ts'
import { recordingStateSchema } from './recordings.ts'

const meeting = z.string().meta({ description: 'Our id of one run of the room.' })
const about = { tenant: tenantIdSchema, room: roomIdSchema, meeting }
const aboutRecording = {
  ...about,
  recording: recordingIdSchema,
  state: recordingStateSchema,
  published: z.boolean(),
}

function event<const Type extends string, Data extends z.core.$ZodLooseShape>(type: Type, data: Data) {
  return z.object({
    type: z.literal(type),
    timestamp: timestampSchema.meta({ description: 'When it was found out.' }),
    data: z.object(data),
  })
}

/**
 * What the host's webhook is sent: ids and states, no names. Whoever receives it asks the API for more. Signed by the
 * Standard Webhooks scheme; the same `webhook-id` comes with every attempt, and the order is not promised.
 * @see https://www.standardwebhooks.com
 */
export const hostEventSchema = z.discriminatedUnion('type', [
  event('meeting.started', { ...about, started_at: timestampSchema }),
  event('meeting.ended', {
    ...about,
    started_at: timestampSchema.nullable().meta({ description: '`null` when nobody was seen in it.' }),
    ended_at: timestampSchema,
    reason: z.enum(['ended', 'lost']).meta({ description: '`lost`: BBB forgot it without being asked.' }),
  }),
  event('recording.ready', aboutRecording),
  event('recording.changed', aboutRecording),
  event('recording.deleted', {
    ...aboutRecording,
    reason: z.enum(['asked', 'retention', 'elsewhere']).meta({
      description: '`asked`: by somebody here; `retention`: by its age; `elsewhere`: on the meeting server.',
    }),
  }),
  // Again when BBB told what people did, which takes it a while.
  event('attendance.ready', { ...about, participants: z.int().min(0) }),
])

export type HostEvent = z.infer<typeof hostEventSchema>
export type HostEventType = HostEvent['type']

export const hostEventTypes = [
  'meeting.started',
  'meeting.ended',
  'recording.ready',
  'recording.changed',
  'recording.deleted',
  'attendance.ready',
] as const satisfies readonly HostEventType[]
