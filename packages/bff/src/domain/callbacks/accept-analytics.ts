import { hash } from 'node:crypto'
import type { ActivityCounts } from '../../ports/attendance-book.ts'
import type { Meeting } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { noteAccepted } from './note-accepted.ts'
import type { VerifiedOf } from './verify-callback.ts'

/**
 * BBB tells what people did in a meeting that is over. Its token does not cover the body, so the address is made for this
 * meeting, and the body has to be of it. Numbers are kept, of people by their pseudonym: names, and how somebody voted,
 * are dropped before anything is stored.
 */
export function createAcceptAnalytics(
  services: Pick<Services, 'store' | 'clock' | 'metrics' | 'wakeWorker' | 'tenantOf'>,
) {
  const { store, clock, metrics, tenantOf } = services

  return async (
    tenantId: string,
    { meetingRowId }: VerifiedOf<'analytics'>,
    readBody: () => Promise<string>,
  ): Promise<void> => {
    const report = readReport(await readBody())
    const itemId = hash('sha256', JSON.stringify(['analytics', meetingRowId, report]), 'hex')
    const isNew = await store.withTenant(tenantId, async ({ meetings, inbox }) => {
      const meeting = await meetings.get(meetingRowId)
      if (!tenantOf(tenantId).attendance.activity || report === undefined || !isOf(meeting, report)) return undefined
      const facts = { meetingRowId, activity: JSON.stringify(report.activity) }
      return inbox.accept({ itemId, kind: 'analytics', facts, receivedAt: clock.now() })
    })
    if (isNew === undefined) metrics.count('bbb_room_callbacks_dropped_total', { tenant: tenantId, kind: 'analytics' })
    else noteAccepted(services, tenantId, 'analytics', isNew)
  }
}

interface Report {
  meetingID: unknown
  internalMeetingID: unknown
  activity: ActivityCounts[]
}

/** Behind a balancer one of the two may be its own. */
function isOf(meeting: Meeting | undefined, { meetingID, internalMeetingID }: Report): boolean {
  if (meeting === undefined) return false
  return meetingID === meeting.meetingID || internalMeetingID === meeting.made?.internalMeetingID
}

const mostPeople = 5000

/** Everything in it is optional, as BBB's versions differ. */
function readReport(body: string): Report | undefined {
  let document: unknown
  try {
    document = JSON.parse(body)
  } catch {
    return undefined
  }
  const attendees = member(member(document, 'data'), 'attendees')
  if (!Array.isArray(attendees)) return undefined
  return {
    meetingID: member(document, 'meeting_id'),
    internalMeetingID: member(document, 'internal_meeting_id'),
    activity: attendees.slice(0, mostPeople).flatMap(readAttendee),
  }
}

function readAttendee(attendee: unknown): ActivityCounts[] {
  const person = member(attendee, 'ext_user_id')
  if (typeof person !== 'string' || person === '' || person.length > 128) return []
  const engagement = member(attendee, 'engagement')
  const count = (name: string): number => {
    const value = member(engagement, name)
    return typeof value === 'number' && value > 0 ? Math.min(Math.round(value), 1e9) : 0
  }
  return [
    {
      person,
      talkSeconds: count('talk_time'),
      talks: count('talks'),
      messages: count('chats'),
      raisedHands: count('raisehand'),
      emojis: count('emojis'),
      pollVotes: count('poll_votes'),
    },
  ]
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}
