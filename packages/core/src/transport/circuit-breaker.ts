import { BbbCircuitOpen } from '../errors/transport-errors.ts'

const failuresInARow = 5
const windowMs = 10_000
const windowCalls = 20
const openMs = 5_000

/** How a call went, as far as the health of the server is concerned. */
export type Outcome = 'answered' | 'failed' | 'unknown'

/**
 * Stops asking a server that fails: after 5 failures in a row, or when half of at least 20 calls within 10 seconds
 * failed. After 5 seconds one call goes through to see.
 */
export interface CircuitBreaker {
  /** Throws while the circuit is open. */
  admit(callName: string): void
  record(outcome: Outcome): void
}

/** A closed circuit. */
export function createCircuitBreaker(now: () => number): CircuitBreaker {
  let recent: { atMs: number; failed: boolean }[] = []
  let inARow = 0
  let openUntilMs: number | undefined
  let isProbing = false

  const open = () => {
    openUntilMs = now() + openMs
    recent = []
    inARow = 0
  }
  return {
    admit: (callName) => {
      if (openUntilMs === undefined) return
      const leftMs = openUntilMs - now()
      if (leftMs > 0 || isProbing) {
        throw new BbbCircuitOpen({ callName, retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)) })
      }
      isProbing = true
    },
    record: (outcome) => {
      const wasProbe = isProbing
      isProbing = false
      if (outcome === 'unknown') return
      if (wasProbe) {
        openUntilMs = undefined
        if (outcome === 'failed') open()
        return
      }
      if (openUntilMs !== undefined) return
      inARow = outcome === 'failed' ? inARow + 1 : 0
      recent = recent.filter(({ atMs }) => atMs > now() - windowMs)
      recent.push({ atMs: now(), failed: outcome === 'failed' })
      const failed = recent.filter((call) => call.failed).length
      if (inARow >= failuresInARow || (recent.length >= windowCalls && failed * 2 >= recent.length)) open()
    },
  }
}
