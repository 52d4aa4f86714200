import type { RecordingList } from '@bbb-room/bff-api'
import type { FakeBbbOptions, Meeting as BbbMeeting } from '@bbb-room/fake-bbb'
import { afterEach, expect, it } from 'vitest'
import { startMovedReplicas, type MovedReplicas } from '../../moved-replicas.test-support.ts'
import type { LedgerRecording } from '../../ports/store.ts'

const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes
const teacher = { sub: 'teacher', role: 'moderator' } as const
const pupil = { sub: 'pupil', role: 'viewer' } as const

let school: MovedReplicas | undefined
afterEach(async () => {
  await school?.close()
  school = undefined
})

async function start(bbb: Partial<FakeBbbOptions> = {}): Promise<MovedReplicas> {
  school = await startMovedReplicas({ replicas: 1, bbb: { callbacks: 'block', ...bbb } })
  await school.replicas[0]!.declare('maths', { record: true })
  return school
}

const meetingOf = ({ bbb }: MovedReplicas): BbbMeeting => bbb.meetings.all().at(-1)!

const lineOf = ({ store }: MovedReplicas, { internalMeetingID }: BbbMeeting): Promise<LedgerRecording | undefined> =>
  store.withTenant('acme', ({ recordings }) => recordings.findByRecordID(internalMeetingID))

async function listed({ replicas }: MovedReplicas, as: typeof teacher | typeof pupil): Promise<string[]> {
  const answer = await replicas[0]!.request('GET', '/rooms/maths/recordings', { as })
  return ((await answer.json()) as RecordingList).recordings.map(({ state }) => state)
}

it('stands in the ledger from the moment BBB has made the meeting; nobody is shown it and BBB is not asked until the end', async () => {
  const school = await start()
  await school.replicas[0]!.join(teacher)
  const meeting = meetingOf(school)
  expect(await lineOf(school, meeting)).toMatchObject({ state: 'expected', endedAt: null })
  await school.replicas[0]!.enter(teacher)
  await school.clock.advance(1 * hours)
  expect(await lineOf(school, meeting)).toMatchObject({ state: 'expected', endedAt: null })
  expect(await listed(school, teacher)).toEqual([])
  expect(school.bbb.journal.count('getRecordings')).toBe(0)

  school.bbb.endMeeting(meeting.meetingID)
  await school.clock.advance(1 * minutes)
  const line = await lineOf(school, meeting)
  expect(line!.endedAt).toBeGreaterThanOrEqual(meeting.endTime)
  expect(line!.expectedSince).toBe(line!.endedAt)
  expect(school.bbb.journal.count('getRecordings')).toBeGreaterThan(0)
  expect(await listed(school, pupil)).toEqual(['processing'])
})

it('is not there for a room that does not record', async () => {
  const school = await start()
  await school.replicas[0]!.declare('maths', { record: false })
  await school.replicas[0]!.enter(teacher)
  expect(await lineOf(school, meetingOf(school))).toBeUndefined()
})

it('R-25: is written with the meeting or not at all, and once, whoever takes the meeting over', async () => {
  const school = await start()
  const { store, clock, replicas } = school
  const withTenant = store.withTenant.bind(store)
  store.withTenant = (tenantId, work) =>
    withTenant(tenantId, async (rows) => {
      const done = await work(rows)
      const made = (await rows.rooms.look('maths'))?.meeting?.made
      if (made !== null && made !== undefined) throw new Error('killed before the commit')
      return done
    })
  expect((await replicas[0]!.request('POST', '/rooms/maths/join', { as: teacher })).status).toBe(500)
  store.withTenant = withTenant
  expect(await lineOf(school, meetingOf(school))).toBeUndefined()

  await clock.advance(20 * seconds)
  await replicas[0]!.enter(teacher)
  expect(school.bbb.meetings.all()).toHaveLength(1)
  const line = await lineOf(school, meetingOf(school))
  expect(line).toMatchObject({ state: 'expected', endedAt: null })
  await clock.advance(2 * minutes)
  expect((await lineOf(school, meetingOf(school)))?.recordingId).toBe(line?.recordingId)
})

it('is closed when nobody entered the meeting: nobody is told of it, and BBB is not asked', async () => {
  const school = await start()
  await school.replicas[0]!.join(teacher)
  const meeting = meetingOf(school)
  await school.clock.advance(10 * minutes)
  expect(school.bbb.meetings.all()).toEqual([])
  expect(await lineOf(school, meeting)).toMatchObject({ state: 'missing', reason: 'unused', nextLookAt: null })
  expect(await listed(school, teacher)).toEqual([])
  expect(school.bbb.journal.count('getRecordings')).toBe(0)
})

it('is taken all the same when BBB has one of a meeting that nobody was seen in', async () => {
  const school = await start()
  await school.replicas[0]!.join(teacher)
  const meeting = meetingOf(school)
  await school.clock.advance(10 * minutes)
  school.bbb.recordings.add({ meetingID: meeting.meetingID, internalMeetingID: meeting.internalMeetingID })
  await school.store.withTenant('acme', ({ recordings }) =>
    recordings.lookSoon(meeting.internalMeetingID, school.clock.now()),
  )
  await school.clock.advance(1 * minutes)
  expect(await lineOf(school, meeting)).toMatchObject({ state: 'published', reason: null })
  expect(await listed(school, pupil)).toEqual(['published'])
})

it('R-24: is expected within minutes when a replica of the version before ended the meeting, which knows no line', async () => {
  const school = await start()
  await school.replicas[0]!.enter(teacher)
  const meeting = meetingOf(school)
  await school.store.withTenant('acme', async ({ meetings }) => {
    const row = await meetings.findByMeetingID(meeting.meetingID)
    const change = { state: 'ended', endedAt: school.clock.now(), nextLookAt: null } as const
    await meetings.change(row!.meetingRowId, ['running'], change)
  })
  school.bbb.endMeeting(meeting.meetingID)
  school.bbb.recordings.finish(meeting.internalMeetingID)
  await school.clock.advance(6 * minutes)
  expect(await lineOf(school, meeting)).toMatchObject({ state: 'published' })
})

it('R-24: is written at the end where a replica of the version before made the meeting', async () => {
  const school = await start()
  const { store } = school
  const withTenant = store.withTenant.bind(store)
  store.withTenant = (tenantId, work) =>
    withTenant(tenantId, (rows) =>
      work({ ...rows, recordings: { ...rows.recordings, expect: () => Promise.resolve(false) } }),
    )
  await school.replicas[0]!.enter(teacher)
  store.withTenant = withTenant
  expect(await lineOf(school, meetingOf(school))).toBeUndefined()
  const meeting = meetingOf(school)
  school.bbb.endMeeting(meeting.meetingID)
  await school.clock.advance(1 * minutes)
  expect(await lineOf(school, meeting)).toMatchObject({ state: 'processing' })
})

it('R-52: pupils are told of it for two days, its managers for as long as it may come', async () => {
  const school = await start({ moderatorsRecord: false })
  await school.replicas[0]!.enter(teacher)
  const meeting = meetingOf(school)
  school.bbb.endMeeting(meeting.meetingID)
  await school.clock.advance(1 * minutes)
  const both = async () => [await listed(school, pupil), await listed(school, teacher)]
  expect(await both()).toEqual([['expected'], ['expected']])
  for (const [age, expected] of [
    [48 * hours - 1, [['expected'], ['expected']]],
    [48 * hours + 1, [[], ['expected']]],
  ] as const) {
    await school.store.withTenant('acme', async ({ recordings }) => {
      const line = await recordings.findByRecordID(meeting.internalMeetingID)
      await recordings.save({ ...line!, expectedSince: school.clock.now() - age })
    })
    expect(await both(), `after ${age} ms`).toEqual(expected)
  }
})
