/** RFC 3339 in UTC with milliseconds, as the API writes moments. */
export function timestamp(epochMs: number): string {
  return new Date(epochMs).toISOString()
}

export function timestampOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : timestamp(epochMs)
}
