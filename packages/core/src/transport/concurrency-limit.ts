import { BbbRateLimited } from '../errors/transport-errors.ts'
import type { Deadline } from './deadline.ts'

/** Lets a number of calls run at once; the others wait their turn, as long as their deadlines allow. */
export interface ConcurrencyLimit {
  /**
   * Waits for a place; the function returned gives it back. Throws the deadline's error if its time ends first.
   * @throws {BbbRateLimited} at once when too many wait already, and after too long a wait
   */
  acquire(callName: string, deadline: Deadline): Promise<() => void>
}

/** Longer than that nobody waits for a turn: what is waited for then fails anyway. */
const maxWaitMs = 5_000

/** A limit of `maxConcurrent` calls, first come first served, with `maxWaiting` others waiting at most. */
export function createConcurrencyLimit(maxConcurrent: number, maxWaiting: number): ConcurrencyLimit {
  let running = 0
  const waiting: (() => void)[] = []
  const release = () => {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
  return {
    acquire: async (callName, deadline) => {
      if (running < maxConcurrent) {
        running++
        return release
      }
      if (waiting.length >= maxWaiting) throw new BbbRateLimited({ callName, retryAfterSeconds: 5 })
      const turn = deadline.within(maxWaitMs)
      try {
        await new Promise<void>((resolve, reject) => {
          const enter = () => {
            turn.signal.removeEventListener('abort', leave)
            resolve()
          }
          const leave = () => {
            const place = waiting.indexOf(enter)
            if (place >= 0) waiting.splice(place, 1)
            reject(deadline.failure() ?? new BbbRateLimited({ callName, retryAfterSeconds: 5 }))
          }
          if (turn.signal.aborted) {
            leave()
            return
          }
          waiting.push(enter)
          turn.signal.addEventListener('abort', leave, { once: true })
        })
      } finally {
        turn.clear()
      }
      return release
    },
  }
}
