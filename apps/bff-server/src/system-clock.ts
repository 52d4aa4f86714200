import { setTimeout } from 'node:timers/promises'
import type { Clock } from '@bbb-room/bff'

const sleep: Clock['sleep'] = async (durationMs, signal) => {
  await setTimeout(durationMs, undefined, { signal }).catch(() => undefined)
}

/** The machine's own time of day. It steps when somebody sets it. */
export const systemClock: Clock = { now: Date.now, sleep }

/**
 * Goes on evenly from the time of day at which the process began, whatever becomes of the machine's clock: what
 * `createBff` measures the database's clock against.
 */
export const steadyClock: Clock = { now: () => Math.round(performance.timeOrigin + performance.now()), sleep }
