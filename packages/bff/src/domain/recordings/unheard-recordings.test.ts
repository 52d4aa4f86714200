import type { Meeting as BbbMeeting } from '@bbb-room/fake-bbb'
import { afterEach, describe, expect, it } from 'vitest'
import { startMovedReplicas, type MovedReplicas } from '../../moved-replicas.test-support.ts'
import { nextSweepAt } from './unheard-recordings.ts'

const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes
const teacher = { sub: 'teacher', role: 'moderator' } as const

let school: MovedReplicas | undefined
afterEach(async () => {
  await school?.close()
  school = undefined
})

/** A class that just ended. With `isTold`, BBB's callback of its end arrives; no other ever does. */
async function classIsOver(school: MovedReplicas, room: string, { isTold }: { isTold: boolean }): Promise<BbbMeeting> {
  const { bbb, clock } = school
  const replica = school.replicas[0]!
  await replica.declare(room, { record: true, wait_for_moderator: false })
  const location = await replica.enter(teacher, room)
  const meeting = bbb.meetings.get(location.searchParams.get('meetingID')!)!
  await clock.advance(1 * minutes)
  bbb.endMeeting(meeting.meetingID)
  if (isTold) {
    const { params } = bbb.journal.of('create').find((call) => call.params['meetingID'] === meeting.meetingID)!
    const path = params['meetingEndedURL']!.split('/v1')[1]!
    expect((await replica.request('GET', path, { as: null })).status).toBe(200)
    await clock.quiet()
  }
  return meeting
}

const lineOf = ({ store }: MovedReplicas, { internalMeetingID }: BbbMeeting) =>
  store.withTenant('acme', ({ recordings }) => recordings.findByRecordID(internalMeetingID))

const asked = ({ bbb }: MovedReplicas): number => bbb.journal.count('getRecordings')

/** How long after BBB lists it we know of it. */
async function unseenFor(school: MovedReplicas, meeting: BbbMeeting, limitMs: number): Promise<number> {
  const listedAt = school.clock.now()
  school.bbb.recordings.finish(meeting.internalMeetingID)
  while (school.clock.now() < listedAt + limitMs) {
    await school.clock.advance(10 * seconds)
    const line = await lineOf(school, meeting)
    if (line?.state === 'published') return line.stateSince - listedAt
  }
  return Infinity
}

const start = async (replicas = 1) => (school = await startMovedReplicas({ replicas, bbb: { callbacks: 'block' } }))

describe('a recording that BBB works on for hours', { timeout: 120_000 }, () => {
  it('R-51: is asked about no more than promised where BBB told of the meeting’s end', async () => {
    const school = await start()
    const meeting = await classIsOver(school, 'maths', { isTold: true })
    await school.clock.advance(61 * minutes)
    // Besides those of R-51, 5 s and 30 s after the end.
    expect(asked(school)).toBe(2 + 7)
    await school.clock.advance(3 * hours)
    expect(asked(school)).toBe(2 + 7 + 3)
    expect((await lineOf(school, meeting))?.state).toBe('processing')
  })

  it('R-51: is asked about no more than promised where the end was told after we had found it', async () => {
    const school = await start()
    const meeting = await classIsOver(school, 'maths', { isTold: false })
    await school.replicas[0]!.request('POST', '/rooms/maths/end', { as: teacher })
    await school.clock.advance(3 * minutes)
    const { params } = school.bbb.journal.of('create').at(-1)!
    await school.replicas[0]!.request('GET', params['meetingEndedURL']!.split('/v1')[1]!, { as: null })
    await school.clock.advance(57 * minutes)
    const before = asked(school)
    await school.clock.advance(2 * hours)
    expect(asked(school) - before).toBeLessThanOrEqual(3)
    expect((await lineOf(school, meeting))?.state).toBe('processing')
  })

  it('R-32: is seen within ten minutes where no callback comes, with one question for all that are awaited', async () => {
    const school = await start()
    const classes: BbbMeeting[] = []
    for (let n = 0; n < 30; n++) classes.push(await classIsOver(school, `class-${n}`, { isTold: false }))
    await school.clock.advance(70 * minutes)
    const before = asked(school)
    await school.clock.advance(45 * minutes)
    // Five or six sweeps of thirty recordings by 25, and each one by its own schedule once at most.
    expect(asked(school) - before).toBeLessThanOrEqual(6 * 2 + 30)
    for (const nth of [0, 13, 29]) {
      await school.clock.advance(nth * 17 * seconds)
      expect(await unseenFor(school, classes[nth]!, 15 * minutes)).toBeLessThanOrEqual(10 * minutes)
    }
  })

  it('R-33: is seen within ten minutes of our coming back, when BBB told of it while nobody was there', async () => {
    const school = await start()
    const meeting = await classIsOver(school, 'maths', { isTold: true })
    await school.clock.advance(61 * minutes)
    await school.stopReplicas()
    school.bbb.recordings.finish(meeting.internalMeetingID)
    await school.clock.advance(5 * minutes)
    await school.startReplica()
    const startedAt = school.clock.now()
    await school.clock.advance(10 * minutes)
    const line = await lineOf(school, meeting)
    expect(line?.state).toBe('published')
    expect(line!.stateSince - startedAt).toBeLessThanOrEqual(10 * minutes)
  })
})

describe('a sweep', () => {
  it('comes every nine minutes, for each tenant at a moment of its own', () => {
    const moments = new Set<number>()
    for (const tenantId of ['acme', 'other', 'third']) {
      const first = nextSweepAt(tenantId, 1_700_000_000_000)
      expect(first - 1_700_000_000_000).toBeLessThanOrEqual(9 * minutes)
      expect(nextSweepAt(tenantId, first - 1)).toBe(first)
      expect(nextSweepAt(tenantId, first)).toBe(first + 9 * minutes)
      moments.add(first)
    }
    expect(moments.size).toBe(3)
  })
})
