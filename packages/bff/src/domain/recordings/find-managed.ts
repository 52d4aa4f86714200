import { BffFailure } from '../../failure.ts'
import type { Permit } from '../../policy/permit.ts'
import { effectiveRole } from '../../policy/room-policy.ts'
import type { AuditEntry, LedgerRecording } from '../../ports/store.ts'
import type { Services } from '../services.ts'

/**
 * The line of a recording that this person may manage.
 * @throws {BffFailure} `NOT_FOUND` also for one that was deleted, or of another room
 */
export async function findManaged(
  { store, tenantOf }: Pick<Services, 'store' | 'tenantOf'>,
  { tenantId, roomId, actor }: Permit<'recording:manage'>,
  recordingId: string,
): Promise<LedgerRecording> {
  const role = effectiveRole(actor.roleCeiling, tenantOf(tenantId).roles[actor.wayIn])
  if (role !== 'moderator') throw new BffFailure('NOT_ALLOWED')
  const line = await store.withTenant(tenantId, ({ recordings }) => recordings.get(recordingId))
  if (line?.roomId !== roomId || line.state === 'deleted') throw new BffFailure('NOT_FOUND')
  return line
}

/** Whether BBB has delivered it, and nobody is deleting it: only then can it be changed. */
export function isChangeable({ state }: LedgerRecording): boolean {
  return state === 'published' || state === 'unpublished'
}

export function auditEntry(
  { pseudonyms }: Pick<Services, 'pseudonyms'>,
  { tenantId, roomId, actor }: Permit<'recording:manage'>,
  recordingId: string,
  action: string,
  at: number,
): AuditEntry {
  return { at, action, actor: { person: pseudonyms.userIdOf(tenantId, actor.subject) }, roomId, recordingId }
}
