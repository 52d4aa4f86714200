import type { Meeting as BbbMeeting } from '@bbb-room/fake-bbb'
import { afterEach, describe, expect, it } from 'vitest'
import { BffFailure } from '../../failure.ts'
import { startMovedReplicas, type MovedReplicas } from '../../moved-replicas.test-support.ts'
import {
  rowsOf,
  sendReady,
  sendWebhook,
  signJwt,
  webhookBody,
} from '../../routes/callbacks/sign-callbacks.test-support.ts'

const seconds = 1000
const teacher = { sub: 'teacher', role: 'moderator' } as const

let race: Race | undefined
afterEach(async () => {
  race?.commit()
  await race?.school.close()
  race = undefined
})

/** BBB has made our meeting and answered, and we have not written it down. */
interface Race {
  school: MovedReplicas
  meeting: BbbMeeting
  /** Lets go on whoever has BBB's answer. */
  commit: () => void
  /** Resolves once it is written down. */
  committed: Promise<unknown>
}

async function start(): Promise<Race> {
  let isHeld = true
  let commit: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    commit = () => {
      isHeld = false
      resolve()
    }
  })
  let answer: () => void = () => undefined
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  const school = await startMovedReplicas({
    replicas: 1,
    bbb: { callbacks: 'block' },
    tenants: { acme: { attendance: { keep: 'pseudonymous', days: 30 } } },
    wrapGateway: (gateway) => ({
      ...gateway,
      async createMeeting(request) {
        const made = await gateway.createMeeting(request)
        answer()
        await held
        return made
      },
      // Nobody else comes to know of it meanwhile.
      findMeeting: (meetingID) =>
        isHeld ? Promise.reject(new BffFailure('BBB_UNAVAILABLE')) : gateway.findMeeting(meetingID),
    }),
  })
  await school.replicas[0]!.declare('maths', { record: true })
  const committed = school.replicas[0]!.join(teacher)
  await answered
  race = { school, meeting: school.bbb.meetings.all()[0]!, commit, committed }
  expect(await stateOf(race)).toBe('creating')
  return race
}

const rowOf = async ({ school, meeting }: Race) =>
  (await school.store.withTenant('acme', ({ meetings }) => meetings.findByMeetingID(meeting.meetingID)))!
const stateOf = async (race: Race) => (await rowOf(race)).state
const leftIn = ({ school }: Race) =>
  school.store.withTenant('acme', async ({ inbox, orphans }) => ({
    dueAt: await inbox.nextDueAt(),
    parked: await inbox.listParked(9),
    orphans: await orphans.list(9),
  }))
const nothing = { dueAt: undefined, parked: [], orphans: [] }

const tell = ({ school }: Race, id: string, internalMeetingID: string, attributes = {}) =>
  sendWebhook(
    school.replicas[0]!,
    webhookBody(
      [{ id, attributes: { meeting: { 'internal-meeting-id': internalMeetingID }, ...attributes } }],
      school.clock.now(),
    ),
  )

describe('R-34: what arrives before our own create is written down', () => {
  it('is applied after it, where an event tells BBB’s own id alone', async () => {
    const race = await start()
    const { school, meeting, commit, committed } = race
    const user = { 'internal-user-id': 'w_1', 'external-user-id': 'u_1', role: 'MODERATOR' }
    expect((await tell(race, 'user-joined', meeting.internalMeetingID, { user })).status).toBe(204)
    school.bbb.endMeeting(meeting.meetingID)
    expect((await tell(race, 'meeting-ended', meeting.internalMeetingID)).status).toBe(204)
    await school.clock.advance(2 * seconds)
    expect(await stateOf(race)).toBe('creating')
    commit()
    await committed
    expect(await stateOf(race)).toBe('running')
    // Sooner than anybody looks by the clock.
    await school.clock.advance(10 * seconds)
    const { state, meetingRowId } = await rowOf(race)
    expect(state).toBe('ended')
    expect(await school.store.withTenant('acme', ({ attendance }) => attendance.ofMeeting(meetingRowId))).toMatchObject(
      [{ person: 'u_1' }],
    )
    expect(await leftIn(race)).toEqual(nothing)
  })

  it('is applied after it, where BBB says by the meeting’s own address that it is over', async () => {
    const race = await start()
    const { school, meeting, commit, committed } = race
    const path = school.bbb.journal.of('create')[0]!.params['meetingEndedURL']!.split('/v1')[1]!
    school.bbb.endMeeting(meeting.meetingID)
    expect((await school.replicas[0]!.request('GET', path, { as: null })).status).toBe(200)
    commit()
    await committed
    await school.clock.advance(20 * seconds)
    expect(await stateOf(race)).toBe('ended')
    expect(await leftIn(race)).toEqual(nothing)
  })

  it('is applied after it, where BBB has a recording of it', async () => {
    const race = await start()
    const { school, meeting, commit, committed } = race
    const { meetingID, internalMeetingID } = meeting
    school.bbb.enter(meetingID, { role: 'MODERATOR' })
    school.bbb.endMeeting(meetingID)
    school.bbb.recordings.finish(internalMeetingID)
    const told = signJwt({ meeting_id: meetingID, record_id: internalMeetingID })
    expect((await sendReady(school.replicas[0]!, told)).status).toBe(204)
    await school.clock.advance(2 * seconds)
    commit()
    await committed
    await school.clock.advance(30 * seconds)
    const line = await school.store.withTenant('acme', ({ recordings }) => recordings.findByRecordID(internalMeetingID))
    expect(line).toMatchObject({ state: 'published' })
    expect(await leftIn(race)).toEqual(nothing)
  })

  it('is kept no longer than our own is awaited, and no line is written of it, where it is another’s', async () => {
    const race = await start()
    const { school, commit, committed } = race
    const [replica] = school.replicas
    for (const id of ['user-joined', 'user-left', 'meeting-ended', 'rap-published']) {
      expect((await tell(race, id, 'of-somebody-else')).status).toBe(204)
    }
    expect((await tell(race, 'pad-content', 'of-somebody-else')).status).toBe(204)
    expect((await leftIn(race)).dueAt).toBeDefined()
    await school.clock.advance(2 * seconds)
    commit()
    await committed
    await school.clock.advance(10 * seconds)
    expect(await leftIn(race)).toEqual(nothing)
    expect(replica!.logs.join()).not.toMatch(/somebody-else|callback-postponed/)
    expect((await tell(race, 'meeting-ended', 'of-somebody-else')).status).toBe(204)
    expect(await rowsOf(replica!)).toEqual([])
    expect(await school.store.withTenant('acme', ({ inbox }) => inbox.purge(Infinity))).toBe(0)
  })

  it('is given up after some tries, where BBB does not answer for long', async () => {
    const race = await start()
    const { school } = race
    expect((await tell(race, 'meeting-ended', 'of-somebody-else')).status).toBe(204)
    await school.clock.advance(60 * seconds)
    expect((await leftIn(race)).dueAt).toBeDefined()
    await school.clock.advance(120 * seconds)
    expect(await stateOf(race)).toBe('creating')
    expect(await leftIn(race)).toEqual(nothing)
  })
})
