import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'

/** A {@link Clock} that tells the database's time, so that replicas with wrong clocks agree. */
export interface StoreClock extends Clock {
  /** Measures the offset anew; half of the round trip is its error. */
  synchronise(): Promise<void>
}

export function createStoreClock(store: Pick<Store, 'now'>, clock: Clock): StoreClock {
  let offset = 0
  return {
    now: () => clock.now() + offset,
    sleep: (durationMs, signal) => clock.sleep(durationMs, signal),
    async synchronise() {
      const before = clock.now()
      const there = await store.now()
      offset = Math.round(there - (before + clock.now()) / 2)
    },
  }
}
