import type { Recording, RecordingBatch } from '@bbb-room/bff-api'
import { BffFailure } from '../../failure.ts'
import type { Permit } from '../../policy/permit.ts'
import type { AuditEntry, LedgerRecording } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { timestamp } from '../timestamp.ts'
import { shows } from './change-recording.ts'
import { auditEntry, findAllManaged, isChangeable, noProtectedLinks } from './find-managed.ts'
import { deletingRecording, isInTrash, restoredRecording } from './ledger.ts'
import { lookSoon, presentManaged, readBack, type Reconcile } from './read-back.ts'
import { tellOfRecording } from './tell-of-recording.ts'

type Needs = Pick<
  Services,
  'store' | 'clock' | 'gateways' | 'pseudonyms' | 'tenantOf' | 'wakeWorker' | 'log' | 'tellHost'
>

/** What became of one recording: as BBB confirms it, or why nothing could be done with it. */
export type RecordingOutcome = { id: string; recording: Recording } | { id: string; failure: BffFailure }

const dayMs = 24 * 3600 * 1000

/**
 * Does one thing with several recordings of a room: with all of them, or with none when one of them is not there, or not
 * this person's. BBB is told in one call, then asked, and its answer is what comes back.
 *
 * A deletion is written down first and holds until BBB confirms it: the reconciler repeats what BBB forgets, and nobody is
 * told "deleted" before. Where the tenant has a trash period, BBB is told to hide it, and to delete it once that is over;
 * until then `restore` undoes it.
 * @throws {BffFailure} `NOT_FOUND` for all when it holds for one; `BBB_*` where BBB could not be told to publish or protect
 */
export function createChangeRecordings(services: Needs, reconcile: Reconcile) {
  return async (permit: Permit<'recording:manage'>, { action, ids }: RecordingBatch): Promise<RecordingOutcome[]> => {
    const lines = await findAllManaged(services, permit, ids)
    const outcomes = await (action === 'delete' || action === 'restore'
      ? decide(services, permit, lines, action, reconcile)
      : tell(services, permit, lines, action, reconcile))
    const after = lines.map((line) => {
      const outcome = outcomes.get(line.recordingId)
      return outcome === undefined || outcome instanceof BffFailure ? line : outcome
    })
    const recordings = await presentManaged(services, permit, after)
    return recordings.map((recording) => {
      const { id } = recording
      const outcome = outcomes.get(id)
      return outcome instanceof BffFailure ? { id, failure: outcome } : { id, recording }
    })
  }
}

type Outcomes = Map<string, LedgerRecording | BffFailure>

/** Publishing and protecting: done once BBB says so, and nothing of ours until then. */
async function tell(
  services: Needs,
  permit: Permit<'recording:manage'>,
  lines: readonly LedgerRecording[],
  action: 'publish' | 'unpublish' | 'protect' | 'unprotect',
  reconcile: Reconcile,
): Promise<Outcomes> {
  const { tenantId } = permit
  const isAboutLinks = action === 'protect' || action === 'unprotect'
  const outcomes: Outcomes = new Map()
  const fit: LedgerRecording[] = []
  for (const line of lines) {
    if (!isChangeable(line)) outcomes.set(line.recordingId, new BffFailure('CONFLICT'))
    else if (isAboutLinks && line.protected === null) outcomes.set(line.recordingId, noProtectedLinks())
    else fit.push(line)
  }
  if (fit.length === 0) return outcomes
  const at = services.clock.now()
  const detail = { fields: isAboutLinks ? 'protected' : 'published' }
  await services.store.withTenant(tenantId, async ({ audit }) => {
    for (const { recordingId } of fit) {
      await audit.append({ ...auditEntry(services, permit, recordingId, 'recording:change', at), detail })
    }
  })
  const gateway = services.gateways(tenantId)
  const recordIDs = fit.map(({ recordID }) => recordID)
  try {
    await (isAboutLinks
      ? gateway.setProtected(recordIDs, action === 'protect')
      : gateway.setPublished(recordIDs, action === 'publish'))
  } catch (error) {
    await lookSoon(services, tenantId, fit) // it may have happened all the same
    throw error
  }
  const isWanted = action === 'publish' || action === 'protect'
  const isDone = shows(isAboutLinks ? { protected: isWanted } : { published: isWanted })
  for (const line of await readBack(services, tenantId, fit, reconcile, isDone)) outcomes.set(line.recordingId, line)
  return outcomes
}

/** What was decided is decided: with BBB away, the worker asks until it is done. */
async function decide(
  services: Needs,
  permit: Permit<'recording:manage'>,
  lines: readonly LedgerRecording[],
  action: 'delete' | 'restore',
  reconcile: Reconcile,
): Promise<Outcomes> {
  const { store, clock, tenantOf } = services
  const { tenantId } = permit
  const at = clock.now()
  const { trashDays } = tenantOf(tenantId).retention
  const outcomes = await store.withTenant(tenantId, async (rows) => {
    const decided: Outcomes = new Map()
    const entries: AuditEntry[] = []
    for (const line of lines) {
      const { recordingId } = line
      const after = action === 'delete' ? afterDeletion(line, trashDays, at) : afterRestoring(line, at)
      if (after instanceof BffFailure || after === line) {
        decided.set(recordingId, after)
      } else if (await rows.recordings.save(after)) {
        decided.set(recordingId, after)
        await tellOfRecording(services, tenantId, rows, { before: line, after, at })
        const entry = auditEntry(services, permit, recordingId, `recording:${action}`, at)
        const { trashedUntil } = after
        entries.push(trashedUntil === null ? entry : { ...entry, detail: { restorableUntil: timestamp(trashedUntil) } })
      } else {
        decided.set(recordingId, new BffFailure('CONFLICT'))
      }
    }
    for (const entry of entries) await rows.audit.append(entry)
    return decided
  })

  const toAsk = [...outcomes.values()].filter(
    (outcome): outcome is LedgerRecording =>
      !(outcome instanceof BffFailure) && !(lines.includes(outcome) && isInTrash(outcome, at)),
  )
  if (toAsk.length === 0) return outcomes
  for (const line of await readBack(services, tenantId, toAsk, reconcile)) outcomes.set(line.recordingId, line)
  return outcomes
}

/** @returns the line itself where it is being deleted already */
function afterDeletion(line: LedgerRecording, trashDays: number, at: number): LedgerRecording | BffFailure {
  if (line.legalHold) return new BffFailure('CONFLICT', { detail: 'This recording is on legal hold.' })
  if (line.state === 'deleting') return line
  const trashedUntil = trashDays === 0 ? null : at + trashDays * dayMs
  return deletingRecording(line, { reason: 'asked', trashedUntil, at })
}

/** What people saw before is shown again once BBB confirms it. */
function afterRestoring(line: LedgerRecording, at: number): LedgerRecording | BffFailure {
  if (!isInTrash(line, at)) return new BffFailure('CONFLICT', { detail: 'There is no deletion that can be undone.' })
  return restoredRecording(line, at)
}
