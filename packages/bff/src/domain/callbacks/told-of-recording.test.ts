import type { FakeBbbOptions, Meeting as BbbMeeting } from '@bbb-room/fake-bbb'
import { afterEach, describe, expect, it } from 'vitest'
import { startMovedReplicas, type MovedReplicas } from '../../moved-replicas.test-support.ts'
import type { LedgerRecording } from '../../ports/store.ts'
import { sendReady, sendWebhook, signJwt, webhookBody } from '../../routes/callbacks/sign-callbacks.test-support.ts'

const seconds = 1000
const minutes = 60 * seconds
const teacher = { sub: 'teacher', role: 'moderator' } as const

let school: MovedReplicas | undefined
afterEach(async () => {
  await school?.close()
  school = undefined
})

/** A class that is over since half an hour: the next look by the clock is minutes away. */
async function startAfterClass(bbb: Partial<FakeBbbOptions>): Promise<{ school: MovedReplicas; meeting: BbbMeeting }> {
  school = await startMovedReplicas({
    replicas: 1,
    tenants: { acme: {}, other: {} },
    bbb: { callbacks: 'block', ...bbb },
    // As balancers do, which list a recording once they have it.
    wrapGateway: (gateway) => ({
      ...gateway,
      findRecordings: async (meetingIDs) =>
        (await gateway.findRecordings(meetingIDs)).filter(({ state }) => state === 'published'),
    }),
  })
  const { clock, replicas } = school
  await replicas[0]!.declare('maths', { record: true })
  await replicas[0]!.enter(teacher)
  await clock.advance(1 * minutes)
  const meeting = school.bbb.meetings.all().at(-1)!
  school.bbb.endMeeting(meeting.meetingID)
  await clock.advance(30 * minutes)
  const [line] = await linesOf(school)
  expect(line).toMatchObject({ state: 'expected' })
  expect(line!.nextLookAt! - clock.now()).toBeGreaterThan(20 * seconds)
  return { school, meeting }
}

const linesOf = ({ store }: MovedReplicas): Promise<LedgerRecording[]> =>
  store.withTenant('acme', ({ recordings }) =>
    recordings.listOfRoom('maths', { states: ['expected', 'published', 'missing'], limit: 9 }),
  )
const leftIn = ({ store }: MovedReplicas) =>
  store.withTenant('acme', async ({ inbox, orphans }) => ({
    dueAt: await inbox.nextDueAt(),
    parked: await inbox.listParked(9),
    orphans: await orphans.list(9),
  }))

it('HOOK-2: an end callback costs one question, also when the meeting is due by the clock', async () => {
  school = await startMovedReplicas({ replicas: 1, bbb: { callbacks: 'block' } })
  const { bbb, clock, replicas, store } = school
  await replicas[0]!.declare('maths')
  await replicas[0]!.enter(teacher)
  await clock.advance(5 * minutes)
  const { meeting } = (await store.withTenant('acme', ({ rooms }) => rooms.look('maths')))!
  await store.withTenant('acme', ({ meetings }) =>
    meetings.change(meeting!.meetingRowId, ['running'], { nextLookAt: clock.now() }),
  )
  const before = bbb.journal.count('getMeetingInfo')
  const path = bbb.journal.of('create')[0]!.params['meetingEndedURL']!.split('/v1')[1]!
  expect((await replicas[0]!.request('GET', path, { as: null })).status).toBe(200)
  await clock.advance(1 * seconds)
  expect(bbb.journal.count('getMeetingInfo') - before).toBe(1)
})

describe('a recording that BBB tells of', () => {
  it.each(['bbb', 'b3lb'] as const)(
    'HOOK-13: is here within ten seconds of recording-ready, from %s',
    async (profile) => {
      const { school, meeting } = await startAfterClass({ profile })
      const { bbb, clock, replicas } = school
      const recording = bbb.recordings.all().find(({ meetingID }) => meetingID === meeting.meetingID)!
      expect(recording.recordID === meeting.internalMeetingID).toBe(profile === 'bbb')
      bbb.recordings.finish(recording.recordID)
      await bbb.settled()
      const { body, headers } = bbb.callbacks.sent.find(({ kind }) => kind === 'recording-ready')!
      const told = () =>
        replicas[0]!.request('POST', '/callbacks/recording-ready', { as: null, body, headers: { ...headers } })
      expect((await told()).status).toBe(204)
      await clock.advance(10 * seconds)
      expect(await linesOf(school)).toMatchObject([{ state: 'published', recordID: recording.recordID }])
      expect(await leftIn(school)).toEqual({ dueAt: undefined, parked: [], orphans: [] })

      recording.metadata.set('name', 'Week 3')
      expect((await told()).status).toBe(204)
      await clock.advance(10 * seconds)
      expect(await linesOf(school)).toMatchObject([{ name: 'Week 3' }])
    },
  )

  it('HOOK-3: is left alone when it is told to another tenant, by its record_id or its meeting', async () => {
    const { school, meeting } = await startAfterClass({})
    const { bbb, clock, replicas } = school
    bbb.recordings.finish(meeting.internalMeetingID)
    const before = await linesOf(school)
    const asked = bbb.journal.count('getRecordings')
    for (const claims of [
      { meeting_id: meeting.meetingID, record_id: meeting.internalMeetingID },
      { meeting_id: 'm', record_id: meeting.internalMeetingID },
      { meeting_id: meeting.meetingID, record_id: 'r' },
    ]) {
      expect((await sendReady(replicas[0]!, signJwt(claims), 'other')).status).toBe(204)
    }
    await clock.advance(15 * seconds)
    expect(await linesOf(school)).toEqual(before)
    expect(bbb.journal.count('getRecordings')).toBe(asked)
  })

  it('is here within ten seconds of an event of the webhooks add-on that names the meeting only', async () => {
    const { school, meeting } = await startAfterClass({})
    const { bbb, clock, replicas } = school
    bbb.recordings.finish(meeting.internalMeetingID)
    const attributes = { meeting: { 'external-meeting-id': meeting.meetingID } }
    const body = webhookBody([{ id: 'rap-publish-ended', attributes }])
    expect((await sendWebhook(replicas[0]!, body)).status).toBe(204)
    await clock.advance(10 * seconds)
    expect(await linesOf(school)).toMatchObject([{ state: 'published' }])
    expect(await leftIn(school)).toEqual({ dueAt: undefined, parked: [], orphans: [] })
  })
})
