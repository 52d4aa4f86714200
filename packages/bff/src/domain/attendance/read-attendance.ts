import type { Attendance, MeetingInfo, MeetingList, Participant } from '@bbb-room/bff-api'
import type { TenantConfig } from '../../config/bff-config.ts'
import { BffFailure } from '../../failure.ts'
import type { Permit } from '../../policy/permit.ts'
import type { ActivityCounts, AttendanceMark } from '../../ports/attendance-book.ts'
import type { Meeting } from '../../ports/store.ts'
import { readCursor, writeCursor } from '../list-cursor.ts'
import { findRoom } from '../rooms/room-snapshot.ts'
import type { Services } from '../services.ts'
import { timestamp, timestampOrNull } from '../timestamp.ts'
import { lengthOf, staysOf, type MeetingSpan } from './stays.ts'

const pageSize = 50

/** A room's meetings, newest first, with how many people were in each. */
export function createListMeetings({ store, clock, tenantOf }: Pick<Services, 'store' | 'clock' | 'tenantOf'>) {
  return async (permit: Permit<'attendance:read'>, cursor: string | undefined): Promise<MeetingList> => {
    const { tenantId, roomId } = permit
    const tenant = tenantOf(tenantId)
    const now = clock.now()
    const after = cursor === undefined ? undefined : readCursor(cursor)
    const { found, people } = await store.withTenant(tenantId, async (rows) => {
      await findRoom(rows, tenant, roomId, now)
      const found = await rows.meetings.listOfRoom(roomId, {
        before: after && { createdAt: after.at, meetingRowId: after.id },
        limit: pageSize + 1,
      })
      return { found, people: await rows.attendance.countPeople(found.map(({ meetingRowId }) => meetingRowId)) }
    })
    const page = found.slice(0, pageSize)
    const last = found.length > pageSize ? page.at(-1) : undefined
    return {
      meetings: page.map((meeting) => presentMeeting(meeting, tenant, people.get(meeting.meetingRowId) ?? 0)),
      next: last === undefined ? null : writeCursor({ at: last.createdAt, id: last.meetingRowId }),
      server_time: timestamp(now),
    }
  }
}

/**
 * Which room a meeting was of, so that policy can be asked about that room.
 * @throws {BffFailure} `NOT_FOUND` also for one that BBB never confirmed
 */
export function createFindMeetingRoom({ store }: Pick<Services, 'store'>) {
  return async (tenantId: string, meetingRowId: string): Promise<string> => {
    const meeting = await store.withTenant(tenantId, ({ meetings }) => meetings.get(meetingRowId))
    if (meeting === undefined || meeting.state === 'creating') throw new BffFailure('NOT_FOUND')
    return meeting.roomId
  }
}

/** Who was in a meeting, when, and what BBB counted of them. Audited: it is about people. */
export function createReadAttendance({
  store,
  clock,
  tenantOf,
  pseudonyms,
}: Pick<Services, 'store' | 'clock' | 'tenantOf' | 'pseudonyms'>) {
  return async (
    permit: Permit<'attendance:read'>,
    meetingRowId: string,
    format: 'json' | 'csv',
  ): Promise<Attendance> => {
    const { tenantId, roomId, actor } = permit
    const tenant = tenantOf(tenantId)
    const { keep } = tenant.attendance
    const now = clock.now()
    const { meeting, marks, activity } = await store.withTenant(tenantId, async (rows) => {
      await findRoom(rows, tenant, roomId, now)
      const meeting = await rows.meetings.get(meetingRowId)
      if (meeting?.roomId !== roomId) throw new BffFailure('NOT_FOUND')
      const marks = keep === 'off' ? [] : await rows.attendance.ofMeeting(meetingRowId)
      const activity = keep === 'off' ? [] : await rows.attendance.activityOf(meetingRowId)
      await rows.audit.append({
        at: now,
        action: 'attendance:read',
        actor: { person: pseudonyms.userIdOf(tenantId, actor.subject) },
        roomId,
        meetingRowId,
        detail: { format },
      })
      return { meeting, marks, activity }
    })
    const participants = presentParticipants(marks, activity, { meeting, keep, now })
    return {
      meeting: presentMeeting(meeting, tenant, participants.length),
      kept: keep,
      participants,
      server_time: timestamp(now),
    }
  }
}

function presentMeeting(meeting: Meeting, { attendance }: TenantConfig, participants: number): MeetingInfo {
  const { meetingRowId, roomId, state, startedAt } = meeting
  const span = spanOf(meeting)
  return {
    id: meetingRowId,
    room: roomId,
    state: state === 'ended' || state === 'lost' ? state : 'running',
    started_at: timestampOrNull(startedAt),
    ended_at: timestampOrNull(span.until),
    participants: attendance.keep === 'off' ? null : participants,
  }
}

/** When BBB said that it ended is nearer to the truth than when we found out. */
function spanOf({ createdAt, state, endedAt, endToldAt }: Meeting): MeetingSpan {
  const isOver = state === 'ended' || state === 'lost'
  if (!isOver || endedAt === null) return { from: createdAt, until: null }
  return { from: createdAt, until: Math.min(endedAt, endToldAt ?? Infinity) }
}

function presentParticipants(
  marks: readonly AttendanceMark[],
  activity: readonly ActivityCounts[],
  { meeting, keep, now }: { meeting: Meeting; keep: Attendance['kept']; now: number },
): Participant[] {
  const people = new Map<string, AttendanceMark[]>()
  for (const mark of marks) people.set(mark.person, [...(people.get(mark.person) ?? []), mark])
  const counts = new Map(activity.map((each) => [each.person, each]))
  return [...people]
    .flatMap(([person, theirs]): Participant[] => {
      const stays = staysOf(theirs, spanOf(meeting))
      const [first, last] = [stays[0], stays.at(-1)]
      if (first === undefined || last === undefined) return []
      const counted = counts.get(person)
      return [
        {
          id: person,
          name: keep === 'names' ? (theirs.findLast(({ name }) => name !== null)?.name ?? null) : null,
          role: roleOf(theirs),
          joined_at: timestamp(first.joinedAt),
          left_at: timestampOrNull(last.leftAt),
          duration_seconds: Math.round(lengthOf(stays, now) / 1000),
          stays: stays.map(({ joinedAt, leftAt }) => ({
            joined_at: timestamp(joinedAt),
            left_at: timestampOrNull(leftAt),
          })),
          activity:
            counted === undefined
              ? null
              : {
                  talk_seconds: counted.talkSeconds,
                  talks: counted.talks,
                  messages: counted.messages,
                  raised_hands: counted.raisedHands,
                  emojis: counted.emojis,
                  poll_votes: counted.pollVotes,
                },
        },
      ]
    })
    .sort((a, b) => (a.joined_at === b.joined_at ? compare(a.id, b.id) : compare(a.joined_at, b.joined_at)))
}

/** Whoever moderated once was a moderator. */
function roleOf(marks: readonly AttendanceMark[]): Participant['role'] {
  const roles = new Set(marks.map(({ role }) => role))
  if (roles.has('MODERATOR')) return 'moderator'
  return roles.has('VIEWER') ? 'viewer' : null
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
