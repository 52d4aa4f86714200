import type { LogFacts } from '../../ports/logger.ts'
import { tenantKey } from '../../tenant-key.ts'
import type { Services } from '../services.ts'

type Refused = Required<Pick<LogFacts, 'tenantId' | 'kind' | 'reason'>>

/** Notes one refused callback. */
export type RefusalLog = (refused: Refused) => void

const everyMs = 10_000

/**
 * Logs refused callbacks together: one line in ten seconds for all of a tenant, a kind and a reason, with their number,
 * however many there are. The first is told after ten seconds too, and when `signal` aborts the rest is.
 */
export function createRefusalLog({ log, clock }: Pick<Services, 'log' | 'clock'>, signal: AbortSignal): RefusalLog {
  const counts = new Map<string, Refused & { count: number }>()

  function write(): void {
    for (const facts of counts.values()) log.warn('callbacks-refused', facts)
    counts.clear()
  }

  return (refused) => {
    if (counts.size === 0) void clock.sleep(everyMs, signal).then(write)
    const { tenantId, kind, reason } = refused
    const name = tenantKey(tenantId, kind, reason)
    const known = counts.get(name)
    if (known === undefined) counts.set(name, { ...refused, count: 1 })
    else known.count++
  }
}
