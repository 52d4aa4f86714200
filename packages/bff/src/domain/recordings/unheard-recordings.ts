import { hash } from 'node:crypto'
import type { LedgerRecording, TenantStore } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { isAwaited, oldestAwaited } from './ledger.ts'

/** Below ten minutes by as much as an answer may take. */
const sweepEvery = 9 * 60_000

/**
 * The next moment at which BBB is asked for all recordings of a tenant of which no callback may tell: the same for each of
 * them, so that one question does for 25, and another for each tenant, so that BBB is not asked by all at once.
 */
export function nextSweepAt(tenantId: string, now: number): number {
  const offset = hash('sha256', tenantId, 'buffer').readUInt32BE() % sweepEvery
  return now - ((now - offset) % sweepEvery) + sweepEvery
}

/**
 * Whether no callback is known to come: where BBB did not tell of the meeting's end, it hardly tells of the recording.
 * @returns when to ask all the same; `undefined` where BBB speaks to us, or is asked soon anyway, or hardly has it any more
 */
export async function sweepOf(
  { meetings }: Pick<TenantStore, 'meetings'>,
  tenantId: string,
  line: LedgerRecording,
  now: number,
): Promise<number | undefined> {
  if (!isAwaited(line, now)) return undefined
  const isTold = ((await meetings.get(line.meetingRowId))?.endToldAt ?? null) !== null
  return isTold ? undefined : nextSweepAt(tenantId, now)
}

/**
 * Nobody may have been there to hear of recordings, and BBB tells of each once only: all that are awaited are asked about
 * with the next sweep, once.
 */
export function createCatchUp({ store, clock }: Pick<Services, 'store' | 'clock'>) {
  return async (tenantId: string): Promise<void> => {
    const now = clock.now()
    const by = nextSweepAt(tenantId, now)
    await store.withTenant(tenantId, ({ recordings }) => recordings.lookAtAwaited(by, oldestAwaited(now)))
  }
}
