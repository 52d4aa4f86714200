import { hash } from 'node:crypto'
import type { BbbEvent } from '../../ports/meeting-gateway.ts'
import type { CallbackInbox, Meeting, TenantStore } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { acceptHint } from './accept-hint.ts'
import { noteAccepted } from './note-accepted.ts'
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
 * dropped: where several share a BBB, everybody is told of everything.
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
        const meeting = await findMeeting(rows, event)
        if (meeting !== undefined) news.push(await accept(tenantId, rows, meeting, event))
      }
      return news
    })
    if (accepted.length < events.length) {
      metrics.count('bbb_room_callbacks_dropped_total', { tenant: tenantId, kind: 'webhook' })
    }
    for (const isNew of accepted) noteAccepted(services, tenantId, 'webhook', isNew)
  }

  function accept(tenantId: string, { inbox }: TenantStore, { meetingRowId }: Meeting, event: BbbEvent) {
    const at = clock.now()
    const { recordID, isRecorded } = event
    switch (subjects[event.id as keyof typeof subjects]) {
      case 'end':
        return acceptHint(inbox, { kind: 'webhook', facts: { about: 'end', meetingRowId } }, at)
      case 'people':
        if (tenantOf(tenantId).attendance.keep !== 'off' && event.user?.internalUserID !== undefined) {
          return acceptPresence(inbox, meetingRowId, event, at)
        }
        return acceptHint(inbox, { kind: 'webhook', facts: { about: 'people', meetingRowId } }, at)
      case 'recording':
        return acceptHint(
          inbox,
          {
            kind: 'webhook',
            facts: {
              about: 'recording',
              meetingRowId,
              ...(recordID !== undefined && { recordID }),
              ...(isRecorded === false && { recorded: 'no' }),
            },
          },
          at,
        )
    }
  }
}

/** An archive is worth a look only where BBB says that nothing was recorded: otherwise the recording is still to come. */
function isWanted({ id, isRecorded }: BbbEvent): boolean {
  return Object.hasOwn(subjects, id) && (id !== 'rap-archive-ended' || isRecorded === false)
}

/** Each join and each leave is a row of its own: attendance is made of them. Ids only; names come from BBB's own answers. */
function acceptPresence(
  inbox: CallbackInbox,
  meetingRowId: string,
  { id, user, at = 0 }: BbbEvent,
  receivedAt: number,
): Promise<boolean> {
  const facts = {
    about: 'presence',
    meetingRowId,
    event: id,
    session: user?.internalUserID ?? '',
    at: String(at > 0 ? at : receivedAt),
    ...(user?.userID !== undefined && { person: user.userID }),
    ...(user?.role !== undefined && { role: user.role }),
  }
  const itemId = hash('sha256', JSON.stringify(['webhook', meetingRowId, id, facts.session, at]), 'hex')
  return inbox.accept({ itemId, kind: 'webhook', facts, receivedAt })
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
