import { z } from 'zod'
import { roomIdSchema } from './ids.ts'

/**
 * What the return page (`GET /return`, BBB's `logoutURL`) posts to the page that embeds or opened it, at its exact
 * origin. In a tab without opener it goes over nothing: the element notices by the room's state instead.
 */
export const returnMessageSchema = z.object({
  type: z.literal('bbb-room-return'),
  room: roomIdSchema,
  reason: z.enum(['left', 'ended', 'kicked', 'full', 'denied', 'failed']),
})

export type ReturnMessage = z.infer<typeof returnMessageSchema>
