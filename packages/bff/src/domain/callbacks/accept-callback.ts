import { BffFailure } from '../../failure.ts'
import type { Services } from '../services.ts'
import { acceptHint } from './accept-hint.ts'
import { noteAccepted } from './note-accepted.ts'
import type { VerifiedOf } from './verify-callback.ts'

type Needs = Pick<Services, 'store' | 'clock' | 'metrics' | 'wakeWorker'>

/**
 * BBB says that a meeting is over: unsigned, so the unguessable key is what vouches for it, and still it is only a
 * hint. Stored once, committed, then answered.
 * @throws {BffFailure} `NOT_FOUND` for the key of a meeting that is not kept any more
 */
export function createAcceptMeetingEnded(services: Needs) {
  return async (tenantId: string, { meetingRowId }: VerifiedOf<'meeting-ended'>): Promise<void> => {
    const { store, clock, metrics } = services
    const accepted = await store.withTenant(tenantId, async ({ meetings, inbox }) => {
      if ((await meetings.get(meetingRowId)) === undefined) return undefined
      return acceptHint(inbox, { kind: 'meeting-ended', facts: { meetingRowId } }, clock.now())
    })
    if (accepted === undefined) {
      metrics.count('bbb_room_callbacks_refused_total', { tenant: tenantId, kind: 'meeting-ended', reason: 'key' })
      throw new BffFailure('NOT_FOUND')
    }
    noteAccepted(services, tenantId, 'meeting-ended', accepted)
  }
}

/** BBB says that a recording has something new: signed, replayable for ever, and a hint as well. */
export function createAcceptRecordingReady(services: Needs) {
  return async (tenantId: string, { meetingID, recordID }: VerifiedOf<'recording-ready'>): Promise<void> => {
    const { store, clock } = services
    const isNew = await store.withTenant(tenantId, ({ inbox }) =>
      acceptHint(inbox, { kind: 'recording-ready', facts: { meetingID, recordID } }, clock.now()),
    )
    noteAccepted(services, tenantId, 'recording-ready', isNew)
  }
}
