import type { Recording } from '@bbb-room/bff-api'
import { isBbbFailure } from '../../failure.ts'
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
const pausesMs = [100, 250, 500, 1000]

/**
 * Asks BBB what became of a change: a few times within two seconds while it does not show it, and again soon. Where BBB
 * cannot be asked, what it took may be done all the same: the worker asks until it is known.
 * @param isDone whether BBB shows the change; one question is enough when absent
 * @returns the lines as they are now, in the order given
 */
export async function readBack(
  services: Pick<Services, 'store' | 'clock' | 'wakeWorker' | 'log'>,
  tenantId: string,
  lines: readonly LedgerRecording[],
  reconcile: Reconcile,
  isDone: (line: LedgerRecording) => boolean = () => true,
): Promise<LedgerRecording[]> {
  const { store, clock, log } = services
  const read = () =>
    store.withTenant(tenantId, async ({ recordings }) => {
      const now: LedgerRecording[] = []
      for (const line of lines) now.push((await recordings.get(line.recordingId)) ?? line)
      return now
    })
  try {
    let open = lines
    for (const pauseMs of [...pausesMs, undefined]) {
      await reconcile(tenantId, open)
      open = (await read()).filter((line) => !isDone(line))
      if (open.length === 0 || pauseMs === undefined) break
      await clock.sleep(pauseMs)
    }
  } catch (error) {
    if (!isBbbFailure(error)) throw error
    log.warn('recording-change-postponed', { tenantId, code: error.code })
  }
  await lookSoon(services, tenantId, lines)
  return read()
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
