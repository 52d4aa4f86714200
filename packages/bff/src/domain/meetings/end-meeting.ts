import type { EndAnswer } from '@bbb-room/bff-api'
import { BffFailure } from '../../failure.ts'
import type { Permit } from '../../policy/permit.ts'
import { findRoom } from '../rooms/room-snapshot.ts'
import type { Services } from '../services.ts'

type Needs = Pick<Services, 'store' | 'clock' | 'gateways' | 'pseudonyms' | 'wakeWorker' | 'tenantOf' | 'log'>

/**
 * Ends the room's meeting. `ending` is written down first, so that the reconciler goes on should BBB not answer; BBB's
 * own "I do not know it" makes it `ended`.
 */
export function createEndMeeting(services: Needs) {
  const endLiveMeeting = createEndLiveMeeting(services)
  return async (permit: Permit<'meeting:end'>): Promise<EndAnswer> => {
    const { store, clock, tenantOf } = services
    const tenant = tenantOf(permit.tenantId)
    await store.withTenant(permit.tenantId, (rows) => findRoom(rows, tenant, permit.roomId, clock.now()))
    return { state: (await endLiveMeeting(permit)) ? 'ending' : 'ended' }
  }
}

/** @returns whether there was something to end */
export function createEndLiveMeeting({ store, clock, gateways, pseudonyms, wakeWorker, log }: Needs) {
  return async ({ tenantId, roomId, actor }: Permit<'meeting:end' | 'room:delete'>): Promise<boolean> => {
    const now = clock.now()
    const meeting = await store.withTenant(tenantId, async ({ rooms, meetings, audit }) => {
      const latest = (await rooms.look(roomId))?.meeting
      if (latest === null || latest === undefined) return undefined
      const { meetingRowId } = latest
      const change = { state: 'ending', nextLookAt: now, closeWatchUntil: now + 30_000 } as const
      if (!(await meetings.change(meetingRowId, ['creating', 'running'], change))) {
        return latest.state === 'ending' ? latest : undefined
      }
      await audit.append({
        at: now,
        action: 'meeting:end',
        actor: { person: pseudonyms.userIdOf(tenantId, actor.subject) },
        roomId,
        meetingRowId,
      })
      return latest
    })
    if (meeting === undefined) return false
    try {
      const { moderator } = pseudonyms.passwordsOf(tenantId, meeting.meetingRowId)
      await gateways(tenantId).endMeeting(meeting.meetingID, moderator)
    } catch (error) {
      if (!(error instanceof BffFailure)) throw error
      log.warn('meeting-end-postponed', { tenantId, roomId, meetingId: meeting.meetingRowId, code: error.code })
    }
    wakeWorker(tenantId)
    return true
  }
}
