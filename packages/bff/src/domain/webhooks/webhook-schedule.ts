const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes

/** Pauses after each failed attempt: ten attempts, the last one 75 hours and 35 minutes after the first. */
const pauses = [
  5 * seconds,
  5 * minutes,
  30 * minutes,
  2 * hours,
  5 * hours,
  10 * hours,
  14 * hours,
  20 * hours,
  24 * hours,
]

/**
 * How long to wait after an attempt that failed.
 * @param failedAttempts 1 after the first
 * @param spread 0–1: lengthens the pause by up to a tenth, so that many webhooks do not come back at once
 * @returns milliseconds, or `undefined` when it is not tried again
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function pauseAfter(failedAttempts: number, spread: number): number | undefined {
  const pause = pauses[failedAttempts - 1]
  return pause === undefined ? undefined : Math.round(pause * (1 + spread / 10))
}
