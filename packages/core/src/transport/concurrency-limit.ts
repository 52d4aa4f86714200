import type { Deadline } from './deadline.ts'

/** Lets a number of calls run at once; the others wait their turn, as long as their deadlines allow. */
export interface ConcurrencyLimit {
  /** Waits for a place; the function returned gives it back. Throws the deadline's error if its time ends first. */
  acquire(deadline: Deadline): Promise<() => void>
}

/** A limit of `maxConcurrent` calls, first come first served. */
export function createConcurrencyLimit(maxConcurrent: number): ConcurrencyLimit {
  let running = 0
  const waiting: (() => void)[] = []
  const release = () => {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
  return {
    acquire: async (deadline) => {
      if (running < maxConcurrent) {
        running++
        return release
      }
      await new Promise<void>((resolve, reject) => {
        const enter = () => {
          deadline.signal.removeEventListener('abort', leave)
          resolve()
        }
        const leave = () => {
          waiting.splice(waiting.indexOf(enter), 1)
          reject(deadline.failure() ?? new Error('aborted'))
        }
        if (deadline.signal.aborted) {
          reject(deadline.failure() ?? new Error('aborted'))
          return
        }
        waiting.push(enter)
        deadline.signal.addEventListener('abort', leave, { once: true })
      })
      return release
    },
  }
}
