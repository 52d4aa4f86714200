import type { RoomEventType } from '@bbb-room/bff-api'
import { readRules } from '../../policy/room-policy.ts'
import type { MeetingLook } from '../../ports/meeting-gateway.ts'
import type { Meeting, MeetingChange, TenantStore } from '../../ports/store.ts'
import { noteLook } from '../attendance/note-attendance.ts'
import { tellOfAttendance } from '../attendance/tell-of-attendance.ts'
import { announceRecording, expectRecording } from '../recordings/expect-recording.ts'
import type { Services } from '../services.ts'
import { timestamp, timestampOrNull } from '../timestamp.ts'

type Needs = Pick<
  Services,
  'store' | 'clock' | 'random' | 'gateways' | 'pseudonyms' | 'log' | 'wakeWorker' | 'tellHost' | 'tenantOf'
>

const seconds = 1000
/** A `create` that is on its way may take this long before its absence means anything. */
const creatingPatience = 60 * seconds
const closeSteps = 20 * seconds

/**
 * Asks BBB about one meeting and makes our row say what BBB said: the only thing that changes a meeting's state, apart
 * from people who make or end one. Callbacks and timers only decide when.
 * @throws {BffFailure} `BBB_*`: then nothing was changed, and the next look is in a while
 */
export function createReconcileMeeting(services: Needs) {
  const { store, clock, gateways, log } = services

  return async (tenantId: string, meetingRowId: string): Promise<void> => {
    const meeting = await store.withTenant(tenantId, ({ meetings }) => meetings.get(meetingRowId))
    if (meeting === undefined) return
    if (meeting.state === 'ended' || meeting.state === 'lost') {
      await settleAfterwards(services, tenantId, meeting)
      return
    }
    const gateway = gateways(tenantId)
    const look = await gateway.findMeeting(meeting.meetingID)
    const isThere = look !== undefined && !look.ended && isSameRun(meeting, look)
    const isDouble = look !== undefined && !look.ended && !isSameRun(meeting, look)
    if (isDouble) log.warn('meeting-doubled', { tenantId, roomId: meeting.roomId, meetingId: meetingRowId })
    if (isDouble || (isThere && meeting.state === 'ending')) await endAgain(services, tenantId, meeting)
    const now = clock.now()
    await store.withTenant(tenantId, async (rows) => {
      const current = await rows.meetings.get(meetingRowId)
      if (current === undefined || current.state === 'ended' || current.state === 'lost') return
      const isWhatWeLookedFor = current.state === meeting.state && current.fence === meeting.fence
      if (isThere) await noteSeen(services, tenantId, rows, current, look, { now })
      else if (!isWhatWeLookedFor)
        return // BBB may have got it after it was asked: whoever changed the row looks again.
      else if (current.state === 'creating' && now - current.createdAt < creatingPatience)
        await lookLater(rows, current, now)
      else await finish(services, tenantId, rows, current, now)
    })
    if (!isThere) log.info('meeting-gone', { tenantId, roomId: meeting.roomId, meetingId: meetingRowId })
  }
}

/** Another `createTime` under the same id is another meeting: ours is over, and nobody will be sent to that one. */
export function isSameRun({ made }: Meeting, look: MeetingLook): boolean {
  return made === null || made.createTime === look.createTime
}

async function endAgain({ gateways, pseudonyms }: Needs, tenantId: string, meeting: Meeting): Promise<void> {
  await gateways(tenantId).endMeeting(
    meeting.meetingID,
    pseudonyms.passwordsOf(tenantId, meeting.meetingRowId).moderator,
  )
}

async function lookLater({ meetings }: TenantStore, { meetingRowId }: Meeting, now: number): Promise<void> {
  await meetings.change(meetingRowId, ['creating'], { nextLookAt: now + 15 * seconds })
}

/**
 * Notes that BBB has a meeting, and who is in it.
 * @param when `lookAgainAfter` stands for the usual time to the next look, where nobody waits for a change
 */
export async function noteSeen(
  { random, tellHost, tenantOf }: Pick<Needs, 'random' | 'tellHost' | 'tenantOf'>,
  tenantId: string,
  rows: TenantStore,
  meeting: Meeting,
  look: MeetingLook,
  { now, lookAgainAfter = usualLookAfter(look) }: { now: number; lookAgainAfter?: number },
): Promise<void> {
  const room = await rows.rooms.look(meeting.roomId)
  const waitsForModerator = room === undefined || readRules(room.room.settings).waitForModerator
  const startedNow = meeting.startedAt === null && (look.running || look.participantCount > 0)
  const moderatorNow = meeting.moderatorSeenAt === null && look.moderatorCount > 0
  const startedAt = startedNow ? Math.min(look.startTimeMs ?? now, now) : meeting.startedAt
  const isAwaited = startedAt === null || (waitsForModerator && meeting.moderatorSeenAt === null && !moderatorNow)
  const { createTime, internalMeetingID } = look

  const change: MeetingChange = {
    ...(meeting.state === 'creating' && { state: 'running' as const, made: { createTime, internalMeetingID } }),
    ...(startedNow && startedAt !== null && { startedAt }),
    ...(moderatorNow && { moderatorSeenAt: now }),
    participantCount: look.participantCount,
    nextLookAt: now + (closeLookAfter(meeting, isAwaited, now) ?? lookAgainAfter),
  }
  if (!(await rows.meetings.change(meeting.meetingRowId, [meeting.state], change))) return
  if (change.made !== undefined) await announceRecording({ random }, rows, { ...meeting, made: change.made }, now)
  await noteLook(rows, tenantOf(tenantId), meeting, look.attendees, now)
  if (startedNow && startedAt !== null) {
    const data = { room: meeting.roomId, meeting: meeting.meetingRowId, started_at: timestamp(startedAt) }
    await tellHost(rows, tenantId, { type: 'meeting.started', data }, now)
  }
  if (meeting.state === 'ending') return
  const { roomId, meetingRowId } = meeting
  const news: RoomEventType[] = []
  if (startedNow || moderatorNow) news.push('meeting-started')
  else if (meeting.participantCount !== look.participantCount) news.push('participants-changed')
  for (const type of news) await rows.events.append(roomId, type, now)
  // Whoever asked for it could not write down that BBB had made it.
  if (meeting.state === 'creating')
    await rows.audit.append({ at: now, action: 'meeting:make', actor: 'bbb', roomId, meetingRowId })
}

function usualLookAfter({ participantCount }: MeetingLook): number {
  return (participantCount > 0 ? 15 : 30) * seconds
}

/** Where somebody waits for a change. */
function closeLookAfter(meeting: Meeting, isAwaited: boolean, now: number): number | undefined {
  const watched = (meeting.closeWatchUntil ?? 0) - now
  if (watched <= 0 || (meeting.state !== 'ending' && !isAwaited)) return undefined
  return watched > 120_000 - closeSteps ? seconds : 2 * seconds
}

/** BBB has it no more. `lost` when nobody ended it and BBB never said so. */
async function finish(
  { random, log, tellHost }: Needs,
  tenantId: string,
  rows: TenantStore,
  meeting: Meeting,
  now: number,
): Promise<void> {
  const state = meeting.state === 'ending' || meeting.endToldAt !== null ? 'ended' : 'lost'
  const { meetingRowId, roomId } = meeting
  const change: MeetingChange = { state, endedAt: now, participantCount: 0, nextLookAt: null, closeWatchUntil: null }
  if (!(await rows.meetings.change(meetingRowId, [meeting.state], change))) return
  await rows.events.append(roomId, 'meeting-ended', now)
  await tellHost(
    rows,
    tenantId,
    {
      type: 'meeting.ended',
      data: {
        room: roomId,
        meeting: meetingRowId,
        started_at: timestampOrNull(meeting.startedAt),
        ended_at: timestamp(now),
        reason: state,
      },
    },
    now,
  )
  await tellOfAttendance({ tellHost }, tenantId, rows, meeting, now)
  await expectRecording({ random }, rows, { ...meeting, endedAt: now }, now)
  await rows.audit.append({ at: now, action: `meeting:${state}`, actor: 'bbb', roomId, meetingRowId })
  log.info('meeting-over', { tenantId, roomId, meetingId: meetingRowId, reason: state })
}

/** The callback of a meeting that we had found gone before: BBB did not lose it, it ended. */
async function settleAfterwards({ store, clock }: Needs, tenantId: string, meeting: Meeting): Promise<void> {
  if (meeting.state !== 'lost' || meeting.endToldAt === null) return
  const { roomId, meetingRowId } = meeting
  await store.withTenant(tenantId, async ({ meetings, events, audit }) => {
    if (!(await meetings.change(meetingRowId, ['lost'], { state: 'ended' }))) return
    await events.append(roomId, 'meeting-ended', clock.now())
    await audit.append({ at: clock.now(), action: 'meeting:ended', actor: 'bbb', roomId, meetingRowId })
  })
}

/** Notes that a callback spoke of the end: BBB reaches us, and this is worth a second look in a moment. */
export function createNoteEndTold({ store, clock }: Pick<Services, 'store' | 'clock'>) {
  return async (tenantId: string, meetingRowId: string): Promise<void> => {
    const now = clock.now()
    await store.withTenant(tenantId, async ({ meetings }) => {
      await meetings.change(meetingRowId, ['creating', 'running', 'ending', 'ended', 'lost'], { endToldAt: now })
    })
  }
}
