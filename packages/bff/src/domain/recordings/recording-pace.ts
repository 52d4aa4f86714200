/** How many recordings BBB is asked about in one call, of each tenant: fewer where it is slow. */
export interface RecordingPace {
  sizeOf(tenantId: string): number
  /** A call of this size was answered, or was not. */
  note(tenantId: string, call: { isAnswered: boolean; tookMs: number }): void
}

/** BBB answers slowly for many, and from some hundreds on not at all. */
const largest = 25
const quickMs = 2000
const slowMs = 4000

/** Halves where a call fails or takes long, so that none comes near its time limit of 8 s; grows again where BBB is quick. */
export function createRecordingPace(): RecordingPace {
  const sizes = new Map<string, number>()
  const sizeOf = (tenantId: string) => sizes.get(tenantId) ?? largest
  return {
    sizeOf,
    note(tenantId, { isAnswered, tookMs }) {
      if (!isAnswered || tookMs > slowMs) sizes.set(tenantId, Math.max(1, Math.floor(sizeOf(tenantId) / 2)))
      else if (tookMs < quickMs) sizes.set(tenantId, Math.min(largest, sizeOf(tenantId) * 2))
    },
  }
}
