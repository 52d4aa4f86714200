import type { CallbackKind } from '../../ports/store.ts'
import type { Services } from '../services.ts'

/** Counts a callback that was stored, and has it worked off: once it is committed. */
export function noteAccepted(
  { metrics, wakeWorker }: Pick<Services, 'metrics' | 'wakeWorker'>,
  tenantId: string,
  kind: CallbackKind,
  isNew: boolean,
): void {
  metrics.count('bbb_room_callbacks_accepted_total', { tenant: tenantId, kind, repeated: String(!isNew) })
  if (isNew) wakeWorker(tenantId)
}
