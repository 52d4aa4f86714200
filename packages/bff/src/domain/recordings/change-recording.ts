import type { Recording, RecordingChange } from '@bbb-room/bff-api'
import { BffFailure } from '../../failure.ts'
import { isAllowed } from '../../policy/authorize.ts'
import type { Permit } from '../../policy/permit.ts'
import type { LedgerRecording } from '../../ports/store.ts'
import { areCaptionsOffered } from '../captions/caption-offer.ts'
import type { Services } from '../services.ts'
import { auditEntry, findManaged, isChangeable } from './find-managed.ts'
import { presentRecording } from './present-recording.ts'
import type { createReconcileRecordings } from './reconcile-recordings.ts'
import { timestamp } from '../timestamp.ts'
import { deletingRecording, isInTrash, restoredRecording } from './ledger.ts'
import { tellOfRecording } from './tell-of-recording.ts'

type Needs = Pick<
  Services,
  'store' | 'clock' | 'gateways' | 'pseudonyms' | 'tenantOf' | 'wakeWorker' | 'log' | 'tellHost'
>
type Reconcile = ReturnType<typeof createReconcileRecordings>

const dayMs = 24 * 3600 * 1000

/**
 * Publishes, protects or describes: BBB is told, then asked, and its answer is what comes back. BBB works on it a while,
 * so it is asked again soon.
 * @throws {BffFailure} `CONFLICT` for a recording that BBB has not delivered, or that is being deleted;
 * `NOT_SUPPORTED_BY_BBB` where the server does not know protected links; `BBB_*`
 */
export function createChangeRecording(services: Needs, reconcile: Reconcile) {
  return async (
    permit: Permit<'recording:manage'>,
    recordingId: string,
    change: RecordingChange,
  ): Promise<Recording> => {
    const { tenantId } = permit
    const line = await findManaged(services, permit, recordingId)
    if (!isChangeable(line)) throw new BffFailure('CONFLICT')
    if (change.protected !== undefined && line.protected === null) {
      throw new BffFailure('NOT_SUPPORTED_BY_BBB', {
        detail: 'This meeting server has no links that work once only. Scalelite has.',
      })
    }
    const gateway = services.gateways(tenantId)
    const detail = { fields: Object.keys(change).sort().join(' ') }
    await services.store.withTenant(tenantId, (rows) =>
      rows.audit.append({
        ...auditEntry(services, permit, recordingId, 'recording:change', services.clock.now()),
        detail,
      }),
    )
    const { published, protected: isProtected, ...texts } = change
    try {
      if (published !== undefined) await gateway.setPublished([line.recordID], published)
      if (isProtected !== undefined) await gateway.setProtected([line.recordID], isProtected)
      if (Object.keys(texts).length > 0) await gateway.describeRecording(line.recordID, texts)
    } catch (error) {
      await lookSoon(services, tenantId, line) // what failed, or its first half, may have happened all the same
      throw error
    }
    return confirmed(services, permit, line, reconcile)
  }
}

/**
 * Deletes. `deleting` is written down first and holds until BBB confirms that it is gone: the reconciler repeats what
 * BBB forgets, and nobody is told "deleted" before. Where the tenant has a trash period, BBB is told to hide it, and to
 * delete it once that is over.
 * @throws {BffFailure} `CONFLICT` for a recording on legal hold
 */
export function createDeleteRecording(services: Needs, reconcile: Reconcile) {
  return async (permit: Permit<'recording:manage'>, recordingId: string): Promise<Recording> => {
    const { tenantId } = permit
    const { store, clock, tenantOf } = services
    const line = await findManaged(services, permit, recordingId)
    if (line.legalHold) throw new BffFailure('CONFLICT', { detail: 'This recording is on legal hold.' })
    const now = clock.now()
    if (isInTrash(line, now)) return present(services, permit, line)
    if (line.state === 'deleting') return confirmedOrLater(services, permit, line, reconcile)
    const { trashDays } = tenantOf(tenantId).retention
    const trashedUntil = trashDays === 0 ? null : now + trashDays * dayMs
    const deleting = deletingRecording(line, { reason: 'asked', trashedUntil, at: now })
    await store.withTenant(tenantId, async (rows) => {
      if (!(await rows.recordings.save(deleting))) throw new BffFailure('CONFLICT')
      await tellOfRecording(services, tenantId, rows, { before: line, after: deleting, at: now })
      const entry = auditEntry(services, permit, recordingId, 'recording:delete', now)
      await rows.audit.append(
        trashedUntil === null ? entry : { ...entry, detail: { restorableUntil: timestamp(trashedUntil) } },
      )
    })
    return confirmedOrLater(services, permit, deleting, reconcile)
  }
}

/**
 * Undoes a deletion within the trash period. What people saw before is shown again once BBB confirms it.
 * @throws {BffFailure} `CONFLICT` when there is no deletion that could be undone
 */
export function createRestoreRecording(services: Needs, reconcile: Reconcile) {
  return async (permit: Permit<'recording:manage'>, recordingId: string): Promise<Recording> => {
    const { tenantId } = permit
    const line = await findManaged(services, permit, recordingId)
    const now = services.clock.now()
    if (!isInTrash(line, now)) throw new BffFailure('CONFLICT')
    const restored = restoredRecording(line, now)
    await services.store.withTenant(tenantId, async (rows) => {
      if (!(await rows.recordings.save(restored))) throw new BffFailure('CONFLICT')
      await tellOfRecording(services, tenantId, rows, { before: line, after: restored, at: now })
      await rows.audit.append(auditEntry(services, permit, recordingId, 'recording:restore', now))
    })
    return confirmedOrLater(services, permit, restored, reconcile)
  }
}

/** What was decided is decided: with BBB away, the worker asks until it is done. */
async function confirmedOrLater(
  services: Needs,
  permit: Permit<'recording:manage'>,
  line: LedgerRecording,
  reconcile: Reconcile,
): Promise<Recording> {
  const { tenantId, roomId } = permit
  const { recordingId } = line
  try {
    return await confirmed(services, permit, line, reconcile)
  } catch (error) {
    if (!(error instanceof BffFailure) || !error.code.startsWith('BBB_')) throw error
    services.log.warn('recording-change-postponed', { tenantId, roomId, recordingId, code: error.code })
    services.wakeWorker(tenantId)
    return present(services, permit, line)
  }
}

async function confirmed(
  services: Needs,
  permit: Permit<'recording:manage'>,
  line: LedgerRecording,
  reconcile: Reconcile,
): Promise<Recording> {
  const [after = line] = await reconcile(permit.tenantId, [line])
  await lookSoon(services, permit.tenantId, line)
  return present(services, permit, after)
}

async function lookSoon({ store, clock, wakeWorker }: Needs, tenantId: string, line: LedgerRecording): Promise<void> {
  const soon = clock.now() + 3000
  await store.withTenant(tenantId, ({ recordings }) => recordings.lookSoon(line.recordID, soon))
  wakeWorker(tenantId)
}

async function present(
  { store, tenantOf }: Needs,
  { tenantId, roomId, actor }: Permit<'recording:manage'>,
  line: LedgerRecording,
): Promise<Recording> {
  const { room, captions } = await store.withTenant(tenantId, async (rows) => ({
    room: await rows.rooms.look(roomId),
    captions: await areCaptionsOffered(rows),
  }))
  return presentRecording(line, tenantOf(tenantId), {
    play: isAllowed(actor, 'recording:play', roomId),
    manage: true,
    captions,
    roomName: room?.room.settings.name ?? roomId,
  })
}
