import type { LedgerRecording } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { afterLook } from './ledger.ts'
import { tellOfRecording } from './tell-of-recording.ts'

/** BBB answers slowly for many: never more than this many meetings in one call. */
const batchSize = 25

/**
 * Asks BBB what it has of these recordings and writes that down. Only lines of ours count: what else BBB lists is
 * dropped, and how often is counted. What was deleted here and is still there is deleted again.
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
      const batch = lines.slice(start, start + batchSize)
      for (const line of batch) if (line.state === 'deleting') await gateway.deleteRecording(line.recordID)
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
          const { roomId } = line
          await rows.audit.append({ at: now, action: `recording:${after.state}`, actor: 'bbb', roomId, recordingId })
        }
        changed.push(after)
      }
      return changed
    })
  }
}
