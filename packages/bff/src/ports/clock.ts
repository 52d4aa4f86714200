/** Time comes in as an argument, so that tests can move it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Resolves after `durationMs`, or at once when `signal` aborts: whoever sleeps looks at the signal afterwards. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>
}
