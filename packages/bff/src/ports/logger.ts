/**
 * The only facts that may stand in a log line: an allow-list, so that a secret, token, join URL or name has no field to
 * land in. Values are ids and codes of ours; BBB's texts and request bodies never are.
 */
export interface LogFacts {
  requestId?: string
  tenantId?: string
  roomId?: string
  meetingId?: string
  internalMeetingID?: string
  recordingId?: string
  /** Of a callback, or of what was looked at. */
  kind?: string
  method?: string
  /** The matched pattern, `/t/:tenant/v1/rooms/:room`, never the address asked for. */
  route?: string
  status?: number
  code?: string
  reason?: string
  durationMs?: number
  count?: number
  attempt?: number
}

/** JSON lines. `event` is a constant in kebab-case: `meeting-created`. */
export interface Logger {
  debug(event: string, facts?: LogFacts): void
  info(event: string, facts?: LogFacts): void
  warn(event: string, facts?: LogFacts): void
  error(event: string, facts?: LogFacts): void
}
