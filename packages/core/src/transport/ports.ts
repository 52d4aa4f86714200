/** What the client needs from outside. Tests replace it. */
export interface BbbPorts {
  /** Sends one request; `globalThis.fetch` unless given. */
  fetch: typeof fetch
  /** Milliseconds since 1970. */
  now: () => number
  /** A number from 0 up to, not including, 1. */
  random: () => number
  /** Calls back after that many milliseconds; the function returned takes it back. */
  setTimer: (callback: () => void, ms: number) => () => void
}

/** The ports of a running program. */
export function systemPorts(): BbbPorts {
  return {
    fetch: (...request) => fetch(...request),
    now: Date.now,
    // eslint-disable-next-line no-restricted-properties -- spreads retries, decides nothing
    random: Math.random,
    setTimer: (callback, ms) => {
      const timer = setTimeout(callback, ms)
      return () => clearTimeout(timer)
    },
  }
}
