import type { TenantConfig } from '../../config/bff-config.ts'
import type { Attendee } from '../../ports/meeting-gateway.ts'
import type { Meeting, TenantStore } from '../../ports/store.ts'
import { isLook, lookSession } from './stays.ts'

type Keeping = Pick<TenantConfig, 'attendance'>
type Book = Pick<TenantStore, 'attendance'>

/**
 * Notes who was there when BBB was asked: opens a session for everybody who is new, closes that of everybody who is not
 * there any more. Nothing for tenants that keep no attendance.
 */
export async function noteLook(
  { attendance }: Book,
  { attendance: { keep } }: Keeping,
  { meetingRowId }: Pick<Meeting, 'meetingRowId'>,
  attendees: readonly Attendee[],
  now: number,
): Promise<void> {
  if (keep === 'off') return
  const present = new Map(attendees.map((attendee) => [attendee.userID, attendee]))
  const open = (await attendance.ofMeeting(meetingRowId)).filter((mark) => isLook(mark) && mark.leftAt === null)
  const seen = new Set(open.map(({ person }) => person))
  for (const mark of open) {
    if (!present.has(mark.person)) await attendance.mark({ ...mark, leftAt: now })
  }
  for (const [person, { fullName, role }] of present) {
    if (seen.has(person)) continue
    await attendance.mark({
      meetingRowId,
      person,
      session: lookSession(now),
      joinedAt: now,
      leftAt: null,
      name: keep === 'names' ? (fullName ?? null) : null,
      role: role ?? null,
    })
  }
}

/** What an event of BBB says of one session. */
export interface PresenceEvent {
  event: 'user-joined' | 'user-left'
  /** Absent where BBB did not know it. */
  person: string | undefined
  session: string
  /** On BBB's clock. */
  at: number
  role: string | undefined
}

/** Notes what an event of BBB said. A leave without a person is that of whoever has the session. */
export async function notePresence(
  { attendance }: Book,
  { attendance: { keep } }: Keeping,
  meeting: Meeting,
  { event, person: told, session, at, role }: PresenceEvent,
  receivedAt: number,
): Promise<void> {
  if (keep === 'off') return
  const { meetingRowId } = meeting
  const person = told ?? (await attendance.ofMeeting(meetingRowId)).find((mark) => mark.session === session)?.person
  if (person === undefined) return
  const moment = onOurClock(meeting, at, receivedAt)
  await attendance.mark({
    meetingRowId,
    person,
    session,
    joinedAt: event === 'user-joined' ? moment : null,
    leftAt: event === 'user-left' ? moment : null,
    name: null,
    role: role ?? null,
  })
}

const mostBehindMs = 5_000
const mostAheadMs = 120_000

/**
 * A moment on BBB's clock, on ours. BBB stamped the meeting when we had it made: where the two differ by more than making
 * it can take, BBB's clock is off by that.
 */
function onOurClock({ made, createdAt }: Meeting, at: number, receivedAt: number): number {
  const difference = made === null ? 0 : made.createTime - createdAt
  const isOff = difference < -mostBehindMs || difference > mostAheadMs
  return Math.min(Math.max(isOff ? at - difference : at, createdAt), receivedAt)
}
