import type { MeetingGateway } from '../../ports/meeting-gateway.ts'
import type { LedgerRecording } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { timestamp } from '../timestamp.ts'
import { afterLook, isDueForDeletion } from './ledger.ts'
import { tellOfRecording } from './tell-of-recording.ts'

/** BBB answers slowly for many: never more than this many meetings in one call. */
const batchSize = 25

/**
 * Asks BBB what it has of these recordings and writes that down. Only lines of ours count: what else BBB lists is
 * dropped, and how often is counted. What was deleted here and is still there is hidden, then deleted again,
 * as far as its trash period and legal hold allow.
 * @returns the lines as they are now
 * @throws {BffFailure} `BBB_*`: then nothing was changed for this batch and those after it
 */
export function createReconcileRecordings({
  store,
  clock,
  gateways,
  metrics,
  tellHost,
}: Pick<Services, 'store' | 'clock' | 'gateways' | 'metrics' | 'tellHost'>) {
  return async (tenantId: string, lines: readonly LedgerRecording[]): Promise<LedgerRecording[]> => {
    const gateway = gateways(tenantId)
    const looked: LedgerRecording[] = []
    for (let start = 0; start < lines.length; start += batchSize) {
      const batch = await readAgain(tenantId, lines.slice(start, start + batchSize))
      for (const line of batch) await press(gateway, line)
      const answer = await gateway.findRecordings([...new Set(batch.map((line) => line.meetingID))])
      const byRecordID = new Map(answer.map((found) => [found.recordID, found]))
      const ours = new Set(batch.map((line) => line.recordID))
      for (const found of answer) {
        if (!ours.has(found.recordID)) metrics.count('bbb_room_recordings_dropped_total', { tenant: tenantId })
      }
      looked.push(...(await writeDown(tenantId, batch, byRecordID)))
    }
    return looked
  }

  /** What somebody undid, or put on hold, since it was claimed, is not deleted. */
  function readAgain(tenantId: string, lines: readonly LedgerRecording[]): Promise<LedgerRecording[]> {
    return store.withTenant(tenantId, async ({ recordings }) => {
      const now = await Promise.all(lines.map(({ recordingId }) => recordings.get(recordingId)))
      return now.filter((line) => line !== undefined)
    })
  }

  /** Tells BBB again what it has not done yet. */
  async function press(gateway: MeetingGateway, line: LedgerRecording): Promise<void> {
    const now = clock.now()
    if (isDueForDeletion(line, now)) await gateway.deleteRecordings([line.recordID])
    else if (line.state === 'deleting' && line.published) await gateway.setPublished([line.recordID], false)
    else if (line.state !== 'deleting' && line.publishOnRestore) await gateway.setPublished([line.recordID], true)
  }

  function writeDown(
    tenantId: string,
    batch: readonly LedgerRecording[],
    byRecordID: ReadonlyMap<string, Parameters<typeof afterLook>[1]>,
  ): Promise<LedgerRecording[]> {
    const now = clock.now()
    return store.withTenant(tenantId, async (rows) => {
      const changed: LedgerRecording[] = []
      for (const { recordingId, recordID } of batch) {
        const line = await rows.recordings.get(recordingId)
        if (line === undefined) continue
        const after = afterLook(line, byRecordID.get(recordID), now)
        if (!(await rows.recordings.save(after))) continue // somebody changed it meanwhile: it is due again soon
        await tellOfRecording({ tellHost }, tenantId, rows, { before: line, after, at: now })
        if (after.state !== line.state && (after.state === 'deleted' || after.state === 'missing')) {
          await rows.audit.append({
            at: now,
            action: `recording:${after.state}`,
            actor: 'bbb',
            roomId: line.roomId,
            recordingId,
            detail: proofOf(line, after, byRecordID.has(recordID)),
          })
        }
        changed.push(after)
      }
      return changed
    })
  }
}

/** What a deletion, or a loss, is known by: kept in the audit log as the proof of it. */
function proofOf(before: LedgerRecording, after: LedgerRecording, isListed: boolean): Record<string, string> {
  return {
    reason: after.reason ?? 'elsewhere',
    recordID: after.recordID,
    ...(isListed
      ? { confirmation: 'bbb-says-deleted' }
      : {
          confirmation: 'absent-twice',
          ...(before.absentSince !== null && { absentSince: timestamp(before.absentSince) }),
        }),
  }
}
