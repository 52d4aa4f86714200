/** Something the clock will do later; only good for {@link Clock.clearTimeout}. */
export type Timer = object

/** The fake's only source of time: what "now" is, and what happens later. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Runs `work` once, `delayMs` from now. What it returns is awaited by a clock that can be. */
  setTimeout(work: () => unknown, delayMs: number): Timer
  clearTimeout(timer: Timer | undefined): void
}

/** The computer's own clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (work, delayMs) => setTimeout(() => void work(), delayMs).unref(),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
}

/** A clock that stands still until told to move. */
export interface ManualClock extends Clock {
  /**
   * Moves on by `ms`, doing what falls due in its order and waiting for each piece of work to finish.
   * HTTP that such work does is real, so callbacks due within `ms` have arrived once this resolves.
   */
  advance(ms: number): Promise<void>
}

/** @param startMs epoch milliseconds at which the clock stands first */
export function createManualClock(startMs = 1_763_935_200_123): ManualClock {
  let now = startMs
  const timers = new Set<{ dueAt: number; work: () => unknown }>()
  const nextUntil = (limit: number) =>
    [...timers].filter(({ dueAt }) => dueAt <= limit).sort((a, b) => a.dueAt - b.dueAt)[0]

  return {
    now: () => now,
    setTimeout(work, delayMs) {
      const timer = { dueAt: now + Math.max(0, delayMs), work }
      timers.add(timer)
      return timer
    },
    clearTimeout(timer) {
      if (timer) timers.delete(timer as { dueAt: number; work: () => unknown })
    },
    async advance(ms) {
      const until = now + ms
      for (let due = nextUntil(until); due; due = nextUntil(until)) {
        timers.delete(due)
        now = Math.max(now, due.dueAt)
        await due.work()
      }
      now = until
    },
  }
}
