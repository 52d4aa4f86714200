import { z } from 'zod'

/** One organisation, as it stands in the path `/t/{tenant}`: 1–63 lower-case letters, digits and inner hyphens. */
export const tenantIdSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/)

/** A lasting place that a host page names, in the path and in the token's `room`: 1–64 of `A-Z a-z 0-9 _ -`. */
export const roomIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

/** The BFF's own name for one recording (never BBB's `recordID`): 1–64 of `A-Z a-z 0-9 _ -`. */
export const recordingIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

/** A moment as RFC 3339 text in UTC with milliseconds, e.g. `2026-11-23T09:00:00.000Z`. */
export const timestampSchema = z.iso.datetime({ precision: 3 })

export type TenantId = z.infer<typeof tenantIdSchema>
export type RoomId = z.infer<typeof roomIdSchema>
export type RecordingId = z.infer<typeof recordingIdSchema>
