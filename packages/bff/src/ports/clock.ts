/** Time comes in as an argument, so that tests can move it. */
export interface Clock {
  /** Epoch milliseconds. Better one that never steps than one that is right: the BFF measures how far it is off. */
  now(): number
  /** Resolves after `durationMs`, or at once when `signal` aborts: whoever sleeps looks at the signal afterwards. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>
}
