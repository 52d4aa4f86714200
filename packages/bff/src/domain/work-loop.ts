import { BffFailure } from '../failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'

/** Works off what is due of every tenant: those beside one another, each by one round at a time. */
export interface WorkLoop {
  /** Runs until aborted, then finishes what it is at. */
  run(signal: AbortSignal): Promise<void>
  /** Something of this tenant is due earlier than it was. */
  wake(tenantId: string): void
}

/** Other replicas make work too: looked for this often. */
export const rescanMs = 5000

/**
 * @param workOff does everything of a tenant that is due now, once, and says when it next has something, at the latest
 */
export function createWorkLoop(
  { clock, log }: { clock: Clock; log: Logger },
  workOff: (tenantId: string) => Promise<number>,
  tenantIds: () => readonly string[],
): WorkLoop {
  const dueAt = new Map<string, number>()
  const atWork = new Set<string>()
  const wokenMeanwhile = new Set<string>()
  let stirred = new AbortController()

  function start(tenantId: string): void {
    atWork.add(tenantId)
    dueAt.set(tenantId, clock.now() + rescanMs)
    void workOff(tenantId)
      .then((next) => dueAt.set(tenantId, Math.min(next, wokenMeanwhile.has(tenantId) ? 0 : next)))
      .catch((error: unknown) => {
        log.error('worker-failed', {
          tenantId,
          reason: error instanceof Error ? error.name : 'unknown',
          ...(error instanceof BffFailure && { code: error.code }),
        })
      })
      .finally(() => {
        atWork.delete(tenantId)
        wokenMeanwhile.delete(tenantId)
        stirred.abort()
      })
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        stirred = new AbortController()
        const now = clock.now()
        let nextAt = now + rescanMs
        for (const tenantId of tenantIds()) {
          if (atWork.has(tenantId)) continue
          const at = dueAt.get(tenantId) ?? 0
          if (at <= now) start(tenantId)
          else nextAt = Math.min(nextAt, at)
        }
        await clock.sleep(Math.max(10, nextAt - clock.now()), AbortSignal.any([stirred.signal, signal]))
      }
      while (atWork.size > 0) await clock.sleep(20)
    },

    wake(tenantId) {
      dueAt.set(tenantId, 0)
      if (atWork.has(tenantId)) wokenMeanwhile.add(tenantId)
      stirred.abort()
    },
  }
}
