import { BffFailure } from '../../failure.ts'
import type { FoundRecording, MeetingGateway } from '../../ports/meeting-gateway.ts'
import type { LedgerRecording, TenantStore } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { timestamp } from '../timestamp.ts'
import { lookAtAnnounced } from './expect-recording.ts'
import { afterAbsenceUntold, afterLook, isAnnounced, isDueForDeletion } from './ledger.ts'
import { matchRecordings } from './match-recordings.ts'
import type { RecordingPace } from './recording-pace.ts'
import { tellOfRecording } from './tell-of-recording.ts'
import { sweepOf } from './unheard-recordings.ts'

const askedAgainAfter = 3000

interface Pressed {
  /** The `recordID` of those that BBB took the deletion of, or does not know. */
  toldToDelete: ReadonlySet<string>
  /** Why BBB could not be told the first of what it could not be told. */
  failure: BffFailure | undefined
}

/**
 * Asks BBB what it has of these recordings and writes that down. Only lines of ours count: what else BBB lists is
 * dropped, and how often is counted. What was deleted here and is still there is hidden, then deleted again,
 * as far as its trash period and legal hold allow. BBB is not asked about lines whose meeting goes on. What BBB says of a
 * line that somebody saved after BBB was asked may be older than that: it is dropped, and the line is due again soon.
 * @returns the lines as they are now, without those whose answer was dropped
 * @throws {BffFailure} `BBB_*`: then nothing was written down for the batch at hand and those after it, or, with everything
 * written down, BBB could not be told to hide, show or delete something, which is repeated
 */
export function createReconcileRecordings(
  {
    store,
    clock,
    gateways,
    metrics,
    random,
    tellHost,
  }: Pick<Services, 'store' | 'clock' | 'gateways' | 'metrics' | 'random' | 'tellHost'>,
  pace: RecordingPace,
) {
  return async (tenantId: string, lines: readonly LedgerRecording[]): Promise<LedgerRecording[]> => {
    const gateway = gateways(tenantId)
    const looked: LedgerRecording[] = []
    let failure: BffFailure | undefined
    for (let start = 0, size; start < lines.length; start += size) {
      size = pace.sizeOf(tenantId)
      const batch = await readAgain(tenantId, lines.slice(start, start + size))
      if (batch.length === 0) continue
      const pressed = await press(tenantId, gateway, batch)
      failure ??= pressed.failure
      const answer = await ask(tenantId, gateway, [...new Set(batch.map((line) => line.meetingID))])
      const ours = matchRecordings(batch, answer)
      for (let dropped = answer.length - ours.size; dropped > 0; dropped--) {
        metrics.count('bbb_room_recordings_dropped_total', { tenant: tenantId })
      }
      looked.push(...(await writeDown(tenantId, batch, ours, pressed)))
    }
    if (failure !== undefined) throw failure
    return looked
  }

  async function ask(tenantId: string, gateway: MeetingGateway, meetingIDs: string[]): Promise<FoundRecording[]> {
    const startedAt = clock.now()
    try {
      const answer = await gateway.findRecordings(meetingIDs)
      pace.note(tenantId, { isAnswered: true, tookMs: clock.now() - startedAt })
      return answer
    } catch (error) {
      pace.note(tenantId, { isAnswered: false, tookMs: clock.now() - startedAt })
      throw error
    }
  }

  /** What somebody undid, or put on hold, since it was claimed, is not deleted. @returns those to ask BBB about */
  function readAgain(tenantId: string, lines: readonly LedgerRecording[]): Promise<LedgerRecording[]> {
    const now = clock.now()
    return store.withTenant(tenantId, async (rows) => {
      const ended: LedgerRecording[] = []
      for (const { recordingId } of lines) {
        const line = await rows.recordings.get(recordingId)
        if (line === undefined) continue
        if (isAnnounced(line)) await lookAtAnnounced({ random }, rows, line, now)
        else ended.push(line)
      }
      return ended
    })
  }

  /**
   * Tells BBB again what it has not done yet, each kind by itself. What it refuses, most likely because it is not there any
   * more, keeps nothing from being looked at.
   */
  async function press(tenantId: string, gateway: MeetingGateway, lines: readonly LedgerRecording[]): Promise<Pressed> {
    const now = clock.now()
    const idsOf = (isMeant: (line: LedgerRecording) => boolean) => lines.filter(isMeant).map(({ recordID }) => recordID)
    const toDelete = idsOf((line) => isDueForDeletion(line, now))
    const toHide = idsOf((line) => line.state === 'deleting' && line.published && !isDueForDeletion(line, now))
    const toShow = idsOf((line) => line.state !== 'deleting' && line.publishOnRestore)
    const failures: BffFailure[] = []
    const attempt = async (recordIDs: string[], tell: (recordIDs: string[]) => Promise<void>): Promise<string[]> => {
      try {
        if (recordIDs.length > 0) await tell(recordIDs)
        return recordIDs
      } catch (error) {
        if (!(error instanceof BffFailure)) throw error
        metrics.count('bbb_room_recording_changes_failed_total', { tenant: tenantId, kind: error.code })
        if (error.code !== 'BBB_REFUSED') failures.push(error)
        return []
      }
    }
    const toldToDelete = await attempt(toDelete, (ids) => gateway.deleteRecordings(ids))
    await attempt(toHide, (ids) => gateway.setPublished(ids, false))
    await attempt(toShow, (ids) => gateway.setPublished(ids, true))
    return { toldToDelete: new Set(toldToDelete), failure: failures[0] }
  }

  function writeDown(
    tenantId: string,
    batch: readonly LedgerRecording[],
    ours: ReadonlyMap<string, FoundRecording>,
    { toldToDelete }: Pressed,
  ): Promise<LedgerRecording[]> {
    const now = clock.now()
    return store.withTenant(tenantId, async (rows) => {
      const changed: LedgerRecording[] = []
      for (const asked of batch) {
        const { recordingId, version } = asked
        const line = await rows.recordings.get(recordingId)
        if (line === undefined) continue
        const found = await notAnothers(rows, line, ours.get(recordingId))
        const isTold = toldToDelete.has(line.recordID) || !isDueForDeletion(line, now)
        const sweepAt = await sweepOf(rows, tenantId, line, now)
        const seen =
          found !== undefined || isTold ? afterLook(line, found, now, sweepAt) : afterAbsenceUntold(line, now)
        const after = stillWanted(asked, line, seen)
        if (line.version !== version || !(await rows.recordings.save(after))) {
          await rows.recordings.lookSoon(line.recordID, now + askedAgainAfter)
          continue
        }
        await tellOfRecording({ tellHost }, tenantId, rows, { before: line, after, at: now })
        if (after.state !== line.state && (after.state === 'deleted' || after.state === 'missing')) {
          await rows.audit.append({
            at: now,
            action: `recording:${after.state}`,
            actor: 'bbb',
            roomId: line.roomId,
            recordingId,
            detail: proofOf(line, after, found !== undefined),
          })
        }
        changed.push(after)
      }
      return changed
    })
  }
}

/** Who asked for a look while BBB answered knows of something that the answer may not have yet. */
function stillWanted(asked: LedgerRecording, line: LedgerRecording, after: LedgerRecording): LedgerRecording {
  const isWanted = line.nextLookAt !== asked.nextLookAt && after.nextLookAt !== null
  return isWanted ? { ...after, nextLookAt: line.nextLookAt } : after
}

/** A name that another line has is not taken, whatever BBB says. */
async function notAnothers(
  { recordings }: Pick<TenantStore, 'recordings'>,
  { recordID }: LedgerRecording,
  found: FoundRecording | undefined,
): Promise<FoundRecording | undefined> {
  if (found === undefined || found.recordID === recordID) return found
  return (await recordings.findByRecordID(found.recordID)) === undefined ? found : undefined
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
