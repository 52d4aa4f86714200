import type { LedgerRecording, TenantStore } from '../../ports/store.ts'
import type { HostNews, TellHost } from '../webhooks/tell-host.ts'
import { looksDifferent } from './ledger.ts'

/**
 * Tells those who watch the room, and the host, what became of a recording: in the transaction that saved it. Nothing
 * when nobody would see a difference.
 */
export async function tellOfRecording(
  { tellHost }: { tellHost: TellHost },
  tenantId: string,
  rows: Pick<TenantStore, 'events' | 'webhooks'>,
  { before, after, at }: { before: LedgerRecording; after: LedgerRecording; at: number },
): Promise<void> {
  if (!looksDifferent(before, after)) return
  await rows.events.append(after.roomId, 'recording-changed', at)
  await tellHost(rows, tenantId, newsOf(before, after), at)
}

function newsOf(before: LedgerRecording, after: LedgerRecording): HostNews {
  const { roomId, meetingRowId, recordingId, state, published, reason } = after
  const data = { room: roomId, meeting: meetingRowId, recording: recordingId, state, published }
  if (state === 'deleted' && before.state !== 'deleted') {
    const why = reason === 'asked' || reason === 'retention' ? reason : 'elsewhere'
    return { type: 'recording.deleted', data: { ...data, reason: why } }
  }
  const isHere = state === 'published' || state === 'unpublished'
  return { type: isHere && isAwaited(before) ? 'recording.ready' : 'recording.changed', data }
}

/** Whether BBB had not delivered it yet. */
function isAwaited({ state, reason }: LedgerRecording): boolean {
  if (['expected', 'processing', 'ready'].includes(state)) return true
  return reason === 'not-delivered' || reason === 'not-recorded' || reason === 'unused'
}
