import type { BbbError } from '../errors/bbb-error.ts'

const maxRetries = 2
const baseDelayMs = 200
const maxDelayMs = 2_000
const earnedPerCall = 0.2
const maxSaved = 10
const savedAtStart = 3

/** Keeps retries below a fifth of the calls, so that they cannot keep a struggling server down. */
export interface RetryBudget {
  earn(): void
  /** False if there is nothing left to spend. */
  spend(): boolean
}

/** A budget with a little saved for the first calls. */
export function createRetryBudget(): RetryBudget {
  let saved = savedAtStart
  return {
    earn: () => {
      saved = Math.min(maxSaved, saved + earnedPerCall)
    },
    spend: () => {
      if (saved < 1) return false
      saved -= 1
      return true
    },
  }
}

/**
 * How long to wait before trying again: full jitter, or what the server asked for.
 * @param retries how many were made before
 * @returns milliseconds, or `undefined` if it should not be tried again
 */
export function retryDelayMs(error: BbbError, retries: number, random: () => number): number | undefined {
  if (!error.retryable || retries >= maxRetries) return undefined
  const jitterMs = random() * Math.min(maxDelayMs, baseDelayMs * 2 ** retries)
  return error.retryAfterSeconds === undefined ? jitterMs : clampRetryAfterMs(error.retryAfterSeconds) + jitterMs
}

/** A server may ask for a pause of 1 to 60 seconds. */
export function clampRetryAfterMs(seconds: number): number {
  return Math.min(60, Math.max(1, seconds)) * 1000
}
