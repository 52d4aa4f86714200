import type { Recording, RecordingChange } from '@bbb-room/bff-api'
import { BffFailure } from '../../failure.ts'
import type { Permit } from '../../policy/permit.ts'
import type { LedgerRecording } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { auditEntry, findManaged, isChangeable, noProtectedLinks } from './find-managed.ts'
import { lookSoon, presentManaged, readBack, type Reconcile } from './read-back.ts'

type Needs = Pick<Services, 'store' | 'clock' | 'gateways' | 'pseudonyms' | 'tenantOf' | 'wakeWorker' | 'log'>

/**
 * Publishes, protects or describes: BBB is told, then asked, and its answer is what comes back. BBB works on it a while,
 * so it is asked again soon; where it cannot be asked what it took, the recording comes back as BBB showed it last.
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
    if (change.protected !== undefined && line.protected === null) throw noProtectedLinks()
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
      await lookSoon(services, tenantId, [line]) // what failed, or its first half, may have happened all the same
      throw error
    }
    const after = await readBack(services, tenantId, [line], reconcile, shows(change))
    const [recording] = await presentManaged(services, permit, after)
    if (recording === undefined) throw new BffFailure('NOT_FOUND')
    return recording
  }
}

const textKeys = ['name', 'description', 'presenter', 'subject'] as const

/** Whether BBB shows a change. What cannot be changed any more is not waited for. */
export function shows(change: RecordingChange): (line: LedgerRecording) => boolean {
  const { published, protected: isProtected } = change
  return (line) =>
    !isChangeable(line) ||
    ((published === undefined || line.published === published) &&
      (isProtected === undefined || line.protected === isProtected) &&
      textKeys.every((key) => change[key] === undefined || squeezed(line[key] ?? '') === squeezed(change[key])))
}

/** BBB keeps blanks as one. */
function squeezed(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}
