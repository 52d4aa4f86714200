import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '@bbb-room/bff'

/** The machine's own time. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: async (durationMs, signal) => {
    await sleep(durationMs, undefined, { signal }).catch(() => undefined)
  },
}
