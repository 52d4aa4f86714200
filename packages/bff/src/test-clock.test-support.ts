import type { Clock } from './ports/clock.ts'

/** Real time plus what the test adds; whoever sleeps wakes when the sum says so. */
export interface TestClock extends Clock {
  /** Some clocks let what falls due be done first, and return a promise of that. */
  advance(durationMs: number): unknown
}

export function createTestClock(): TestClock {
  let added = 0
  const now = () => Date.now() + added
  const sleepers = new Set<() => void>()
  return {
    now,
    sleep(durationMs, signal) {
      const wakeAt = now() + durationMs
      return new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve()
          return
        }
        const finish = () => {
          clearTimeout(timer)
          sleepers.delete(look)
          signal?.removeEventListener('abort', finish)
          resolve()
        }
        const look = () => {
          if (now() >= wakeAt) finish()
        }
        const timer = setTimeout(finish, durationMs)
        sleepers.add(look)
        signal?.addEventListener('abort', finish)
      })
    },
    advance(durationMs) {
      added += durationMs
      for (const look of [...sleepers]) look()
    },
  }
}
