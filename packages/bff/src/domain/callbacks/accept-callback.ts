import { hash } from 'node:crypto'
import { BffFailure } from '../../failure.ts'
import { hashEndedKey } from '../identity/pseudonyms.ts'
import type { Services } from '../services.ts'

type Needs = Pick<Services, 'store' | 'clock' | 'gateways' | 'log' | 'metrics' | 'wakeWorker'>

/** However often BBB (or somebody with a leaked address) calls, one meeting is asked about once in this time. */
const sameHintMs = 10_000

/**
 * BBB says that a meeting is over: unsigned, so the unguessable key is what vouches for it, and still it is only a
 * hint. Stored once, committed, then answered.
 * @throws {BffFailure} `NOT_FOUND` for a key that was never made
 */
export function createAcceptMeetingEnded(services: Needs) {
  return async (tenantId: string, key: string): Promise<void> => {
    const { store, metrics } = services
    const meeting = await store.withTenant(tenantId, ({ meetings }) => meetings.findByEndedKey(hashEndedKey(key)))
    if (meeting === undefined) {
      metrics.count('bbb_room_callbacks_refused_total', { tenant: tenantId, kind: 'meeting-ended' })
      throw new BffFailure('NOT_FOUND')
    }
    await acceptHint(services, tenantId, 'meeting-ended', { meetingRowId: meeting.meetingRowId })
  }
}

/**
 * BBB says that a recording has something new: signed, replayable for ever, and a hint as well.
 * @throws {BffFailure} `TOKEN_INVALID` for a signature that none of the tenant's secrets made
 */
export function createAcceptRecordingReady(services: Needs) {
  return async (tenantId: string, signedParameters: string): Promise<void> => {
    const verified = await services.gateways(tenantId).verifyRecordingReady(signedParameters)
    if (verified === undefined) {
      services.metrics.count('bbb_room_callbacks_refused_total', { tenant: tenantId, kind: 'recording-ready' })
      throw new BffFailure('TOKEN_INVALID')
    }
    const { meetingID, recordID } = verified
    await acceptHint(services, tenantId, 'recording-ready', { meetingID, recordID })
  }
}

async function acceptHint(
  { store, clock, metrics, wakeWorker }: Needs,
  tenantId: string,
  kind: 'meeting-ended' | 'recording-ready',
  facts: Readonly<Record<string, string>>,
): Promise<void> {
  const receivedAt = clock.now()
  const itemId = hash('sha256', JSON.stringify([kind, facts, Math.floor(receivedAt / sameHintMs)]), 'hex')
  const isNew = await store.withTenant(tenantId, ({ inbox }) => inbox.accept({ itemId, kind, facts, receivedAt }))
  metrics.count('bbb_room_callbacks_accepted_total', { tenant: tenantId, kind, repeated: String(!isNew) })
  if (isNew) wakeWorker(tenantId)
}
