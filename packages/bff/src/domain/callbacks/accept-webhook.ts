import type { BbbEvent } from '../../ports/meeting-gateway.ts'
import type { Meeting, TenantStore } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { noteAccepted } from './note-accepted.ts'
import { storeEvent, type EventOf } from './store-event.ts'
import type { VerifiedOf } from './verify-callback.ts'

/** What an event makes us look at. Everything else that the add-on can tell is not asked for and not stored. */
const subjects = {
  'meeting-ended': 'end',
  'user-joined': 'people',
  'user-left': 'people',
  'rap-archive-ended': 'recording',
  'rap-publish-ended': 'recording',
  'rap-post-publish-ended': 'recording',
  'rap-published': 'recording',
  'rap-unpublished': 'recording',
  'rap-deleted': 'recording',
} as const

/** The events that our address is registered for. */
export const webhookEvents = Object.keys(subjects)

/**
 * The webhooks add-on tells of a meeting: stored once, committed, then answered. Events of meetings that are not ours are
 * dropped: where several share a BBB, everybody is told of everything. One that we are having made at that moment may be
 * ours by an id that is not written down yet: that is seen when it is worked off.
 */
export function createAcceptWebhook(
  services: Pick<Services, 'store' | 'clock' | 'metrics' | 'wakeWorker' | 'tenantOf'>,
) {
  const { store, clock, metrics, tenantOf } = services

  return async (tenantId: string, { events }: VerifiedOf<'webhook'>): Promise<void> => {
    const wanted = events.filter(isWanted)
    const accepted = await store.withTenant(tenantId, async (rows) => {
      const news: boolean[] = []
      for (const event of wanted) {
        const of = await findSubject(rows, event)
        if (of !== undefined) news.push(await storeEvent(rows.inbox, factsOf(tenantId, of, event), clock.now()))
      }
      return news
    })
    if (accepted.length < events.length) {
      metrics.count('bbb_room_callbacks_dropped_total', { tenant: tenantId, kind: 'webhook' })
    }
    for (const isNew of accepted) noteAccepted(services, tenantId, 'webhook', isNew)
  }

  function factsOf(tenantId: string, of: EventOf, event: BbbEvent): Readonly<Record<string, string>> {
    const { id, user, recordID, isRecorded, at = 0 } = event
    const about = subjects[id as keyof typeof subjects]
    if (about === 'people' && tenantOf(tenantId).attendance.keep !== 'off' && user?.internalUserID !== undefined) {
      return {
        about: 'presence',
        ...of,
        event: id,
        session: user.internalUserID,
        at: String(Math.max(at, 0)),
        ...(user.userID !== undefined && { person: user.userID }),
        ...(user.role !== undefined && { role: user.role }),
      }
    }
    if (about !== 'recording') return { about, ...of }
    return {
      about,
      ...of,
      ...(recordID !== undefined && { recordID }),
      ...(isRecorded === false && { recorded: 'no' }),
    }
  }
}

/** An archive is worth a look only where BBB says that nothing was recorded: otherwise the recording is still to come. */
function isWanted({ id, isRecorded }: BbbEvent): boolean {
  return Object.hasOwn(subjects, id) && (id !== 'rap-archive-ended' || isRecorded === false)
}

async function findSubject(rows: TenantStore, event: BbbEvent): Promise<EventOf | undefined> {
  const meeting = await findMeeting(rows, event)
  if (meeting !== undefined) return { meetingRowId: meeting.meetingRowId }
  const { internalMeetingID } = event
  if (internalMeetingID === undefined || !(await rows.meetings.isAnyCreating())) return undefined
  return { internalMeetingID }
}

/**
 * The add-on forgets after a week which id belongs to which, and behind a balancer its node may have been told another
 * `meetingID` than ours: either will do.
 */
async function findMeeting(
  { meetings }: TenantStore,
  { meetingID, internalMeetingID }: BbbEvent,
): Promise<Meeting | undefined> {
  const named = meetingID === undefined ? undefined : await meetings.findByMeetingID(meetingID)
  if (named !== undefined || internalMeetingID === undefined) return named
  return meetings.findByInternalMeetingID(internalMeetingID)
}
