import { BffFailure } from '../../failure.ts'
import type { CallbackKind } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import type { SecretWatch } from './secret-watch.ts'

/**
 * Answers a callback that none of the tenant's secrets vouches for. Senders take 401 for delivered and throw the callback
 * away, so that is for when it is certain: around a change of the secret it is 503, which they repeat. Never 404, 410 or a
 * redirect, after which some forget the meeting or delete its recording.
 * @param reason from a closed set, for the metric
 * @throws {BffFailure} `TOKEN_INVALID` (401) or `CALLBACK_UNVERIFIED` (503), always
 */
export function createRefuseCallback({ metrics }: Pick<Services, 'metrics'>, secrets: SecretWatch) {
  return async (tenantId: string, kind: CallbackKind, reason: string): Promise<never> => {
    metrics.count('bbb_room_callbacks_refused_total', { tenant: tenantId, kind, reason })
    if (await secrets.changedLately(tenantId)) throw new BffFailure('CALLBACK_UNVERIFIED', { retryAfterSeconds: 60 })
    throw new BffFailure('TOKEN_INVALID')
  }
}
