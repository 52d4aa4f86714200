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
  services: Pick<Services, 'store' | 'tenantOf'>,
  permit: Permit<'recording:manage'>,
  recordingId: string,
): Promise<LedgerRecording> {
  const [line] = await findAllManaged(services, permit, [recordingId])
  if (line === undefined) throw new BffFailure('NOT_FOUND')
  return line
}

/**
 * As {@link findManaged}, for several: every one of them, or none.
 * @throws {BffFailure} `NOT_FOUND` when it holds for one, whichever
 */
export async function findAllManaged(
  { store, tenantOf }: Pick<Services, 'store' | 'tenantOf'>,
  { tenantId, roomId, actor }: Permit<'recording:manage'>,
  recordingIds: readonly string[],
): Promise<LedgerRecording[]> {
  const role = effectiveRole(actor.roleCeiling, tenantOf(tenantId).roles[actor.wayIn])
  if (role !== 'moderator') throw new BffFailure('NOT_ALLOWED')
  return store.withTenant(tenantId, async ({ recordings }) => {
    const found: LedgerRecording[] = []
    for (const recordingId of recordingIds) {
      const line = await recordings.get(recordingId)
      if (line?.roomId !== roomId || line.state === 'deleted') throw new BffFailure('NOT_FOUND')
      found.push(line)
    }
    return found
  })
}

/** Whether BBB has delivered it, and nobody is deleting it: only then can it be changed. */
export function isChangeable({ state }: LedgerRecording): boolean {
  return state === 'published' || state === 'unpublished'
}

/** What is answered where BBB does not know protected links. */
export function noProtectedLinks(): BffFailure {
  const detail = 'This meeting server has no links that work once only. Scalelite has.'
  return new BffFailure('NOT_SUPPORTED_BY_BBB', { detail })
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
