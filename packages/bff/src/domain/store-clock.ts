import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'

/** A {@link Clock} that tells the database's time, so that replicas with wrong clocks agree. */
export interface StoreClock extends Clock {
  /**
   * Measures the offset anew; half of the round trip is its error. A slow answer (a database under load, a process that
   * stood still) is asked for again, and counts only while there is nothing better.
   */
  synchronise(): Promise<void>
}

const goodRoundTripMs = 1_000
const attempts = 3

export function createStoreClock(store: Pick<Store, 'now'>, clock: Clock): StoreClock {
  let offset = 0
  let isMeasured = false
  return {
    now: () => clock.now() + offset,
    sleep: (durationMs, signal) => clock.sleep(durationMs, signal),
    async synchronise() {
      for (let attempt = 1; attempt <= attempts; attempt++) {
        const before = clock.now()
        const there = await store.now()
        const after = clock.now()
        const isGood = after - before <= goodRoundTripMs
        if (isGood || !isMeasured) offset = Math.round(there - (before + after) / 2)
        isMeasured = true
        if (isGood) return
      }
    },
  }
}
