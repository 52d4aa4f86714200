import type { Services } from '../services.ts'
import { timestamp } from '../timestamp.ts'
import { deletingRecording } from './ledger.ts'
import { tellOfRecording } from './tell-of-recording.ts'

const dayMs = 24 * 3600 * 1000
const chore = 'recording-retention'
const everyMs = 3600 * 1000
const askedEveryMs = 60 * 1000
const atOnce = 50

/**
 * Marks recordings that reached the tenant's age limit for deletion; the reconciler deletes them through BBB and writes
 * the proof. Once an hour, on one replica. What is on legal hold stays.
 * @returns how many it marked
 */
export function createApplyRetention(
  services: Pick<Services, 'store' | 'clock' | 'tenantOf' | 'tellHost' | 'wakeWorker' | 'metrics'>,
) {
  const { store, clock, tenantOf, metrics, wakeWorker } = services

  const askedAt = new Map<string, number>()

  return async (tenantId: string): Promise<number> => {
    const days = tenantOf(tenantId).retention.recordingDays
    const now = clock.now()
    if (days === undefined || now - (askedAt.get(tenantId) ?? -Infinity) < askedEveryMs) return 0
    askedAt.set(tenantId, now)
    if (!(await store.withTenant(tenantId, ({ chores }) => chores.claim(chore, now, now + everyMs)))) return 0
    let marked = 0
    for (;;) {
      const portion = await markPortion(tenantId, days, now)
      marked += portion
      if (portion < atOnce) break
    }
    if (marked > 0) {
      metrics.count('bbb_room_recordings_expired_total', { tenant: tenantId })
      wakeWorker(tenantId)
    }
    return marked
  }

  function markPortion(tenantId: string, days: number, now: number): Promise<number> {
    return store.withTenant(tenantId, async (rows) => {
      let marked = 0
      for (const line of await rows.recordings.listExpired(now - days * dayMs, atOnce)) {
        const deleting = deletingRecording(line, { reason: 'retention', trashedUntil: null, at: now })
        if (!(await rows.recordings.save(deleting))) continue
        marked += 1
        await tellOfRecording(services, tenantId, rows, { before: line, after: deleting, at: now })
        await rows.audit.append({
          at: now,
          action: 'recording:expire',
          actor: 'retention',
          roomId: line.roomId,
          recordingId: line.recordingId,
          detail: { retentionDays: days, since: timestamp(line.expectedSince) },
        })
      }
      return marked
    })
  }
}
