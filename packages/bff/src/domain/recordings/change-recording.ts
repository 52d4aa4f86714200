import type { Recording, RecordingChange } from '@bbb-room/bff-api'
import { BffFailure } from '../../failure.ts'
import { isAllowed } from '../../policy/authorize.ts'
import type { Permit } from '../../policy/permit.ts'
import { effectiveRole } from '../../policy/room-policy.ts'
import type { AuditEntry, LedgerRecording } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { presentRecording } from './present-recording.ts'
import type { createReconcileRecordings } from './reconcile-recordings.ts'
import { tellOfRecording } from './tell-of-recording.ts'

type Needs = Pick<
  Services,
  'store' | 'clock' | 'gateways' | 'pseudonyms' | 'tenantOf' | 'wakeWorker' | 'log' | 'tellHost'
>
type Reconcile = ReturnType<typeof createReconcileRecordings>

/**
 * Publishes, unpublishes or renames: BBB is told, then asked, and its answer is what comes back. BBB works
 * on it a while, so it is asked again soon.
 * @throws {BffFailure} `CONFLICT` for a recording that BBB has not delivered, or that is being deleted; `BBB_*`
 */
export function createChangeRecording(services: Needs, reconcile: Reconcile) {
  return async (
    permit: Permit<'recording:manage'>,
    recordingId: string,
    change: RecordingChange,
  ): Promise<Recording> => {
    const { tenantId } = permit
    const line = await findManaged(services, permit, recordingId)
    if (line.state !== 'published' && line.state !== 'unpublished') throw new BffFailure('CONFLICT')
    if (change.protected !== undefined && change.protected !== line.protected) {
      throw new BffFailure('BBB_REFUSED', { detail: 'This meeting server does not offer protected links.' })
    }
    const gateway = services.gateways(tenantId)
    const detail = { fields: Object.keys(change).sort().join(' ') }
    await services.store.withTenant(tenantId, (rows) =>
      rows.audit.append({
        ...auditEntry(services, permit, recordingId, 'recording:change', services.clock.now()),
        detail,
      }),
    )
    if (change.published !== undefined) await gateway.setPublished(line.recordID, change.published)
    if (change.name !== undefined || change.description !== undefined) {
      await gateway.describeRecording(line.recordID, {
        ...(change.name !== undefined && { name: change.name }),
        ...(change.description !== undefined && { description: change.description }),
      })
    }
    return confirmed(services, permit, line, reconcile)
  }
}

/**
 * Deletes. `deleting` is written down first and holds until BBB confirms that it is gone: the reconciler repeats what
 * BBB forgets, and nobody is told "deleted" before.
 */
export function createDeleteRecording(services: Needs, reconcile: Reconcile) {
  return async (permit: Permit<'recording:manage'>, recordingId: string): Promise<Recording> => {
    const { tenantId, roomId } = permit
    const { store, clock, log } = services
    const line = await findManaged(services, permit, recordingId)
    const now = clock.now()
    const deleting: LedgerRecording = {
      ...line,
      state: 'deleting',
      stateSince: now,
      reason: 'asked',
      nextLookAt: now,
      absentSince: null,
    }
    if (line.state !== 'deleting') {
      await store.withTenant(tenantId, async (rows) => {
        if (!(await rows.recordings.save(deleting))) throw new BffFailure('CONFLICT')
        await tellOfRecording(services, tenantId, rows, { before: line, after: deleting, at: now })
        await rows.audit.append(auditEntry(services, permit, recordingId, 'recording:delete', now))
      })
    }
    try {
      return await confirmed(services, permit, deleting, reconcile)
    } catch (error) {
      if (!(error instanceof BffFailure) || !error.code.startsWith('BBB_')) throw error
      log.warn('recording-delete-postponed', { tenantId, roomId, recordingId, code: error.code })
      services.wakeWorker(tenantId)
      return present(services, permit, deleting)
    }
  }
}

async function findManaged(
  { store, tenantOf }: Needs,
  { tenantId, roomId, actor }: Permit<'recording:manage'>,
  recordingId: string,
): Promise<LedgerRecording> {
  const role = effectiveRole(actor.roleCeiling, tenantOf(tenantId).roles[actor.wayIn])
  if (role !== 'moderator') throw new BffFailure('NOT_ALLOWED')
  const line = await store.withTenant(tenantId, ({ recordings }) => recordings.get(recordingId))
  if (line?.roomId !== roomId || line.state === 'deleted') throw new BffFailure('NOT_FOUND')
  return line
}

function auditEntry(
  { pseudonyms }: Needs,
  { tenantId, roomId, actor }: Permit<'recording:manage'>,
  recordingId: string,
  action: string,
  at: number,
): AuditEntry {
  return { at, action, actor: pseudonyms.userIdOf(tenantId, actor.subject), roomId, recordingId }
}

async function confirmed(
  services: Needs,
  permit: Permit<'recording:manage'>,
  line: LedgerRecording,
  reconcile: Reconcile,
): Promise<Recording> {
  const [after = line] = await reconcile(permit.tenantId, [line])
  const soon = services.clock.now() + 3000
  await services.store.withTenant(permit.tenantId, ({ recordings }) => recordings.lookSoon(line.recordID, soon))
  services.wakeWorker(permit.tenantId)
  return present(services, permit, after)
}

async function present(
  { store, tenantOf }: Needs,
  { tenantId, roomId, actor }: Permit<'recording:manage'>,
  line: LedgerRecording,
): Promise<Recording> {
  const room = await store.withTenant(tenantId, ({ rooms }) => rooms.look(roomId))
  return presentRecording(line, tenantOf(tenantId), {
    play: isAllowed(actor, 'recording:play', roomId),
    manage: true,
    roomName: room?.room.settings.name ?? roomId,
  })
}
