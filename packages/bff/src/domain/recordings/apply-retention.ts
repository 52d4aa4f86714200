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
    let all = 0
    for (;;) {
      const { found, marked } = await markPortion(tenantId, days, now)
      all += marked
      for (let counted = 0; counted < marked; counted++) {
        metrics.count('bbb_room_recordings_expired_total', { tenant: tenantId })
      }
      // What somebody changed meanwhile is still to be marked: with the next portion, or a minute later.
      if (marked < found && (found < atOnce || marked === 0)) {
        await store.withTenant(tenantId, ({ chores }) => chores.again(chore, now))
      }
      if (found < atOnce || marked === 0) break
    }
    if (all > 0) wakeWorker(tenantId)
    return all
  }

  function markPortion(tenantId: string, days: number, now: number): Promise<{ found: number; marked: number }> {
    return store.withTenant(tenantId, async (rows) => {
      let marked = 0
      const expired = await rows.recordings.listExpired(now - days * dayMs, atOnce)
      for (const line of expired) {
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
      return { found: expired.length, marked }
    })
  }
}
