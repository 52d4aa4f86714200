import type { RoomInfo } from '@bbb-room/bff-api'
import type { Meeting } from '@bbb-room/fake-bbb'
import { afterEach, describe, expect, it } from 'vitest'
import { startMovedReplicas, type MovedReplicas } from './moved-replicas.test-support.ts'
import type { TestBff } from './routes/start-bff.test-support.ts'

const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes
/** `BBB_ROOM_DAY=full` runs the whole day; without it, two hours. */
const isFull = process.env['BBB_ROOM_DAY'] === 'full'

const deaf = { callbacks: 'block' } as const
const aClass = { startsAfterMs: 0, lastsMs: 0, end: 'by a moderator in BBB', recordingTakesMs: 0 } as const
const teacher = { sub: 'teacher', role: 'moderator' } as const

let school: MovedReplicas | undefined
afterEach(async () => {
  await school?.close()
  school = undefined
})

type End =
  'by a moderator in BBB' | 'by us' | 'after everybody left' | 'when its time was up' | 'unused' | 'forgotten by BBB'

/** One class of the day. */
interface Plan {
  room: string
  startsAfterMs: number
  lastsMs: number
  end: End
  /** How long BBB works on the recording. */
  recordingTakesMs: number
}

/** What BBB itself says about it, to hold our view against. */
interface Class extends Plan {
  meeting: Meeting
  recordingListedAt?: number
}

async function begin({ bbb, replicas }: MovedReplicas, plan: Plan, nth: number): Promise<Class> {
  const replica = replicas[nth % replicas.length]!
  const { room, end, lastsMs } = plan
  await replica.declare(room, {
    record: true,
    ...(end === 'when its time was up' && { duration_minutes: lastsMs / minutes }),
  })
  if (end === 'unused') {
    await replica.join(teacher, room)
    return { ...plan, meeting: bbb.meetings.all().at(-1)! }
  }
  const location = await replica.enter(teacher, room)
  return { ...plan, meeting: bbb.meetings.get(location.searchParams.get('meetingID')!)! }
}

/** Until BBB has just been asked: what happens now is found out as late as can be. */
async function untilAsked({ clock, bbb }: MovedReplicas, { meetingID }: Meeting): Promise<void> {
  const asked = () =>
    bbb.journal.of('getMeetingInfo').filter(({ params }) => params['meetingID'] === meetingID).length +
    bbb.journal.count('getMeetings')
  for (const before = asked(); asked() === before;) await clock.advance(1 * seconds)
}

async function finish({ bbb, replicas }: MovedReplicas, { meeting, end, room }: Class): Promise<void> {
  switch (end) {
    case 'by a moderator in BBB':
      bbb.endMeeting(meeting.meetingID)
      return
    case 'by us':
      expect((await replicas[0]!.request('POST', `/rooms/${room}/end`, { as: { ...teacher, room } })).status).toBe(200)
      return
    case 'after everybody left':
      for (const session of meeting.sessions) bbb.meetings.leave(session)
      return
    case 'forgotten by BBB':
      bbb.forgetMeeting(meeting.meetingID)
      return
    case 'when its time was up':
    case 'unused':
  }
}

/** Everybody who waits in front of a page: what they hear of a room, and when. A stream that ends is taken up again. */
function listen({ clock }: MovedReplicas, replica: TestBff, room: string): { type: string; at: number }[] {
  const heard: { type: string; at: number }[] = []
  void (async () => {
    for (let status = 200, last = '0'; status === 200;) {
      const headers = { 'Last-Event-ID': last }
      const stream = await replica.request('GET', `/rooms/${room}/events`, { headers, as: { room } })
      status = stream.status
      for await (const text of stream.body!.pipeThrough(new TextDecoderStream())) {
        for (const [, id = last, type] of text.matchAll(/^id: (.+)\nevent: (.+)$/gm)) {
          last = id
          heard.push({ type: type ?? '', at: clock.now() })
        }
      }
    }
  })().catch(() => undefined)
  return heard
}

async function infoOf(replica: TestBff, room: string): Promise<RoomInfo> {
  return (await (await replica.request('GET', `/rooms/${room}`, { as: { room } })).json()) as RoomInfo
}

const lineOf = ({ store }: MovedReplicas, { meeting }: Class) =>
  store.withTenant('acme', ({ recordings }) => recordings.findByRecordID(meeting.internalMeetingID))

/** Runs the plans to `untilMs`; each part happens at its own moment. */
async function runDay(school: MovedReplicas, plans: readonly Plan[], untilMs: number): Promise<Class[]> {
  const { clock, bbb } = school
  const startedAt = clock.now()
  const classes: Class[] = []
  const parts: { at: number; work: () => Promise<void> }[] = plans.map((plan, nth) => ({
    at: plan.startsAfterMs,
    async work() {
      const begun = await begin(school, plan, nth)
      classes.push(begun)
      parts.push({
        at: plan.startsAfterMs + plan.lastsMs,
        work: async () => {
          if (begun.meeting.endTime > 0) return
          await untilAsked(school, begun.meeting)
          await finish(school, begun)
        },
      })
    },
  }))
  const until = (at: number) => clock.advance(Math.max(0, startedAt + at - clock.now()))
  for (;;) {
    for (const ended of classes) {
      if (ended.recordingListedAt !== undefined || ended.meeting.endTime === 0 || !ended.meeting.recordingMarks)
        continue
      if (ended.end === 'forgotten by BBB') continue
      ended.recordingListedAt = ended.meeting.endTime + ended.recordingTakesMs
      parts.push({
        at: ended.recordingListedAt - startedAt,
        work: async () => {
          bbb.recordings.finish(ended.meeting.internalMeetingID)
          await bbb.settled()
        },
      })
    }
    const next = parts.sort((a, b) => a.at - b.at)[0]
    // In steps, so that what BBB ends by itself is noticed here before its recording is due.
    const now = clock.now() - startedAt
    const at = Math.min(next?.at ?? Infinity, now + minutes, untilMs)
    await until(at)
    if (next !== undefined && next.at <= at) {
      parts.shift()
      await next.work()
    } else if (at >= untilMs) return classes
  }
}

describe('a day on which no callback comes', () => {
  it(
    'R-32: every meeting ends and every recording appears, as late as promised and no later',
    async () => {
      school = await startMovedReplicas({ replicas: isFull ? 3 : 2, bbb: deaf })
      const ends: End[] = [
        'by a moderator in BBB',
        'by us',
        'after everybody left',
        'when its time was up',
        'unused',
        'forgotten by BBB',
      ]
      const count = isFull ? 18 : 6
      const plans = Array.from({ length: count }, (_, nth): Plan => {
        const end = ends[nth % ends.length]!
        return {
          room: `class-${nth}`,
          startsAfterMs: nth * ((isFull ? 53 : 3) * minutes + 8573),
          lastsMs: end === 'unused' ? 0 : (10 + 7 * (nth % 4)) * minutes,
          end,
          recordingTakesMs: [100 * seconds, 8.3 * minutes, 19 * minutes, 45 * minutes, 3.2 * hours][nth % 5]!,
        }
      })
      const dayMs = isFull ? 24 * hours : 2 * hours
      // As many as it takes for BBB's list to be asked for, all day long.
      for (let nth = 0; nth < 5; nth++) {
        const lastsMs = dayMs - (20 - nth) * minutes
        const end = 'by a moderator in BBB'
        plans.push({ room: `all-day-${nth}`, startsAfterMs: nth * 1000, lastsMs, end, recordingTakesMs: 5 * minutes })
      }
      const heard = new Map<string, { type: string; at: number }[]>()
      for (const [nth, { room }] of plans.entries()) {
        await school.replicas[0]!.declare(room)
        heard.set(room, listen(school, school.replicas[nth % 2]!, room))
      }
      const classes = await runDay(school, plans, dayMs)

      expect(classes).toHaveLength(count + 5)
      expect(school.bbb.journal.count('getMeetings')).toBeGreaterThan((dayMs / minutes) * 1.5)
      expect(school.bbb.meetings.all()).toEqual([])
      for (const { room, meeting, end } of classes) {
        const told = heard.get(room)!.filter(({ type }) => type === 'meeting-ended')
        expect(told, `${room}, ${end}`).toHaveLength(1)
        const late = told[0]!.at - meeting.endTime
        expect(late, `${room}, ended ${end}`).toBeGreaterThanOrEqual(0)
        expect(late, `${room}, ended ${end}`).toBeLessThanOrEqual(60 * seconds)
      }
      const recorded = classes.filter(({ recordingListedAt }) => recordingListedAt !== undefined)
      expect(recorded.length).toBe((count / ends.length) * 4 + 5)
      for (const each of recorded) {
        const line = await lineOf(school, each)
        const takes = each.recordingListedAt! - each.meeting.endTime
        expect(line?.state, each.room).toBe('published')
        expect(
          line!.stateSince - each.recordingListedAt!,
          `${each.room} after ${takes / minutes} min`,
        ).toBeLessThanOrEqual(10 * minutes)
      }
    },
    isFull ? 590_000 : 180_000,
  )
})

describe('a meeting that ends while people wait', { timeout: 120_000 }, () => {
  it.each([
    ['R-17: is over for them within 5 s of its callback', true, 5 * seconds],
    ['R-17: is over for them within 60 s without one', false, 60 * seconds],
  ])('%s', async (_title, isCalled, withinMs) => {
    school = await startMovedReplicas({ replicas: 2, bbb: deaf })
    const { clock, bbb, replicas } = school
    const { meeting } = await begin(school, { ...aClass, room: 'maths' }, 0)
    const heard = listen(school, replicas[1]!, 'maths')
    await clock.advance(10 * minutes)
    expect(await infoOf(replicas[1]!, 'maths')).toMatchObject({ state: 'running', can: { join: true } })

    bbb.endMeeting(meeting.meetingID)
    await bbb.settled()
    if (isCalled) {
      const { pathname } = new URL(bbb.callbacks.sent.find(({ kind }) => kind === 'meeting-ended')!.url)
      const path = pathname.replace('/t/acme/v1', '')
      expect((await replicas[0]!.request('GET', path, { as: null })).status).toBe(200)
    }
    await clock.advance(withinMs)
    for (const replica of replicas) {
      expect(await infoOf(replica, 'maths')).toMatchObject({ state: 'ended', can: { join: false } })
    }
    expect(heard.filter(({ type }) => type === 'meeting-ended')).toHaveLength(1)
  })
})

describe('a BFF that is down while BBB calls', { timeout: 120_000 }, () => {
  it('R-33: finds out by itself, whatever it missed, and needs no replay', async () => {
    school = await startMovedReplicas({ replicas: 1, bbb: deaf })
    const { clock, bbb } = school
    const classes: Class[] = []
    for (const [nth, end] of (['by a moderator in BBB', 'after everybody left'] as const).entries()) {
      classes.push(await begin(school, { ...aClass, room: `class-${nth}`, end }, nth))
    }
    await clock.advance(10 * minutes)
    await school.stopReplicas()

    for (const each of classes) await finish(school, each)
    await clock.advance(2 * minutes)
    for (const { meeting } of classes) bbb.recordings.finish(meeting.internalMeetingID)
    await clock.advance(8 * minutes)
    expect(bbb.callbacks.sent.filter(({ kind }) => kind === 'recording-ready')).toHaveLength(2)

    const again = await school.startReplica()
    const startedAt = clock.now()
    await clock.advance(60 * seconds)
    for (const { room } of classes) expect((await infoOf(again, room)).state).toBe('ended')
    await clock.advance(9 * minutes)
    for (const each of classes) {
      const line = await lineOf(school, each)
      expect(line?.state).toBe('published')
      expect(line!.stateSince - startedAt).toBeLessThanOrEqual(10 * minutes)
    }
  })
})
