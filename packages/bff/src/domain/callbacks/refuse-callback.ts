import type { BffFailure } from '../../failure.ts'
import type { CallbackKind } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import type { RefusalLog } from './refusal-log.ts'
import type { SecretWatch } from './secret-watch.ts'

/** What is to be answered. A value: errors cost as much as all the rest of a refusal. */
export type Refusal = Pick<BffFailure, 'code'> & Partial<Pick<BffFailure, 'retryAfterSeconds'>>

const certain: Refusal = { code: 'TOKEN_INVALID' }
const unverified: Refusal = { code: 'CALLBACK_UNVERIFIED', retryAfterSeconds: 60 }
const unknown: Refusal = { code: 'NOT_FOUND' }

/**
 * Counts a callback that nothing vouches for, and says how to answer it. Senders take 401 for delivered and throw the
 * callback away, so that is for when it is certain: around a change of the secret, and while nobody knows whether there was
 * one, it is 503, which they repeat. Never 404, 410 or a redirect to what is signed, after which some forget the meeting or
 * delete its recording. An end callback is not signed: its address is right, or there is none.
 * @param reason from a closed set, for the metric
 */
export function createRefuseCallback(
  { metrics }: Pick<Services, 'metrics'>,
  { secrets, note }: { secrets: SecretWatch; note: RefusalLog },
) {
  return async (tenantId: string, kind: CallbackKind, reason: string): Promise<Refusal> => {
    metrics.count('bbb_room_callbacks_refused_total', { tenant: tenantId, kind, reason })
    note({ tenantId, kind, reason })
    if (kind === 'meeting-ended') return unknown
    const isUncertain = await secrets.changedLately(tenantId).catch(() => true)
    return isUncertain ? unverified : certain
  }
}
