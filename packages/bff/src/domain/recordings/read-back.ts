import type { Recording } from '@bbb-room/bff-api'
import { isAllowed } from '../../policy/authorize.ts'
import type { Permit } from '../../policy/permit.ts'
import type { LedgerRecording } from '../../ports/store.ts'
import { areCaptionsOffered } from '../captions/caption-offer.ts'
import type { Services } from '../services.ts'
import { presentRecording } from './present-recording.ts'
import type { createReconcileRecordings } from './reconcile-recordings.ts'

export type Reconcile = ReturnType<typeof createReconcileRecordings>

/** BBB says that something is done, and does it a moment later. */
const workedOnMs = 3000

/**
 * Asks BBB what became of a change, and again soon.
 * @returns the lines as they are now, in the order given
 * @throws {BffFailure} `BBB_*`
 */
export async function readBack(
  services: Pick<Services, 'store' | 'clock' | 'wakeWorker'>,
  tenantId: string,
  lines: readonly LedgerRecording[],
  reconcile: Reconcile,
): Promise<LedgerRecording[]> {
  await reconcile(tenantId, lines)
  await lookSoon(services, tenantId, lines)
  return services.store.withTenant(tenantId, async ({ recordings }) => {
    const now: LedgerRecording[] = []
    for (const line of lines) now.push((await recordings.get(line.recordingId)) ?? line)
    return now
  })
}

export async function lookSoon(
  { store, clock, wakeWorker }: Pick<Services, 'store' | 'clock' | 'wakeWorker'>,
  tenantId: string,
  lines: readonly LedgerRecording[],
): Promise<void> {
  const soon = clock.now() + workedOnMs
  await store.withTenant(tenantId, async ({ recordings }) => {
    for (const { recordID } of lines) await recordings.lookSoon(recordID, soon)
  })
  wakeWorker(tenantId)
}

/** Lines of one room, for somebody who manages them. */
export async function presentManaged(
  { store, tenantOf }: Pick<Services, 'store' | 'tenantOf'>,
  { tenantId, roomId, actor }: Permit<'recording:manage'>,
  lines: readonly LedgerRecording[],
): Promise<Recording[]> {
  const { room, captions } = await store.withTenant(tenantId, async (rows) => ({
    room: await rows.rooms.look(roomId),
    captions: await areCaptionsOffered(rows),
  }))
  const play = isAllowed(actor, 'recording:play', roomId)
  const rights = { play, manage: true, captions, roomName: room?.room.settings.name ?? roomId }
  return lines.map((line) => presentRecording(line, tenantOf(tenantId), rights))
}
