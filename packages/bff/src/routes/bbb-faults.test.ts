import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { JoinState, RoomInfo } from '@bbb-room/bff-api'
import { createSelfSignedCertificate, type Fault } from '@bbb-room/fake-bbb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { eventually, problemOf, startBff, type TestBff, type TestBffOptions } from './start-bff.test-support.ts'

const teacher = { sub: 'teacher', role: 'moderator' } as const
vi.setConfig({ testTimeout: 30_000 })

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function start(options: TestBffOptions = {}, declaration: object = {}): Promise<TestBff> {
  running = await startBff(options)
  await running.declare('maths', { wait_for_moderator: false, ...declaration })
  return running
}
const joinOf = (test: TestBff, as: object = teacher) => test.request('POST', '/rooms/maths/join', { as, body: {} })
const infoOf = async (test: TestBff) =>
  (await (await test.request('GET', '/rooms/maths', { as: teacher })).json()) as RoomInfo
const meetingOf = (test: TestBff) =>
  test.store.withTenant('acme', async ({ rooms }) => (await rooms.look('maths'))?.meeting ?? undefined)

const unreadable: [string, Fault][] = [
  ['a page with status 200', { kind: 'html' }],
  ['a page with status 502', { kind: 'status', status: 502 }],
  ['a page with status 404', { kind: 'status', status: 404 }],
  ['nothing', { kind: 'empty' }],
  ['half a document', { kind: 'cut', atByte: 60, cleanly: true }],
  ['another root', { kind: 'body', body: '<html><returncode>SUCCESS</returncode></html>' }],
  ['a DOCTYPE', { kind: 'body', body: '<!DOCTYPE r><response><returncode>SUCCESS</returncode></response>' }],
  ['JSON of something else', { kind: 'body', body: '{"error":"none"}', contentType: 'application/json' }],
]

describe('what BBB answers wrongly', () => {
  it.each(unreadable)('R-5: %s to create is never a meeting: try again later', async (_name, fault) => {
    const test = await start({ isWorking: false })
    for (const call of ['create', 'getMeetingInfo']) test.bbb.faults.always(call, fault)
    const answer = await joinOf(test)
    expect(await problemOf(answer)).toMatchObject({ status: 503, code: 'BBB_UNAVAILABLE', retryable: true })
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect(await meetingOf(test)).toMatchObject({ state: 'creating', made: null })
    expect(await infoOf(test)).toMatchObject({ state: 'open', started_at: null, participant_count: 0 })
  })

  it('R-5: a page instead of meeting info changes nothing of a meeting that runs', async () => {
    const test = await start()
    await test.enter(teacher)
    await eventually(
      () => infoOf(test),
      ({ state }) => state === 'running',
    )
    test.bbb.faults.always('getMeetingInfo', { kind: 'html' })
    test.clock.advance(30_000)
    await eventually(
      () => Promise.resolve(test.counted),
      (counted) => counted.some((line) => line.startsWith('bbb_room_reconcile_failures_total')),
    )
    expect(await infoOf(test)).toMatchObject({ state: 'running', participant_count: 1 })
    expect(await meetingOf(test)).toMatchObject({ state: 'running', endedAt: null })
  })

  it('R-12: an answer about another meeting is no answer', async () => {
    const test = await start()
    for (const call of ['create', 'getMeetingInfo']) {
      test.bbb.faults.always(call, { kind: 'answerForAnother', meetingID: 'somebody-elses' })
    }
    expect(await problemOf(joinOf(test))).toMatchObject({ status: 503, code: 'BBB_UNAVAILABLE' })
    expect(await meetingOf(test)).toMatchObject({ state: 'creating', made: null })
  })

  it('R-15: another run under our id is not ours: it is ended, and ours is over', async () => {
    let isDoubled = false
    const test = await start({
      wrapGateway: (gateway) => ({
        ...gateway,
        async findMeeting(meetingID) {
          const look = await gateway.findMeeting(meetingID)
          return look && isDoubled
            ? { ...look, createTime: look.createTime + 1, internalMeetingID: 'the-double' }
            : look
        },
      }),
    })
    await test.enter(teacher)
    await eventually(
      () => infoOf(test),
      ({ state }) => state === 'running',
    )
    const { meetingID, meetingRowId } = (await meetingOf(test))!
    isDoubled = true
    test.clock.advance(30_000)
    await eventually(
      () => Promise.resolve(test.bbb.journal.of('end').map(({ params }) => params['meetingID'])),
      (ended) => ended.includes(meetingID),
    )
    expect(await meetingOf(test)).toMatchObject({ meetingRowId, state: 'lost' })
    const rows = await test.store.withTenant('acme', ({ audit }) => audit.list(0, 100))
    expect(rows.map(({ action }) => action)).toContain('meeting:lost')
    isDoubled = false
    expect((await joinOf(test)).status).toBe(200)
    expect(test.bbb.journal.count('create')).toBe(2)
  })

  it('R-16: passwords of before (idNotUnique) are no reason for a second meeting when the first is ours', async () => {
    const test = await start({ isWorking: false })
    test.bbb.faults.next('create', { kind: 'failed', messageKey: 'idNotUnique', effect: 'done' })
    await test.enter(teacher)
    const { meetingID, made } = (await meetingOf(test))!
    expect(made?.createTime).toBeGreaterThan(0)
    expect(test.bbb.isRunning(meetingID)).toBe(true)
    expect(new Set(test.bbb.journal.of('create').map(({ params }) => params['meetingID']))).toEqual(
      new Set([meetingID]),
    )
  })

  it('R-16: somebody else’s meeting under our id is left alone, and ours gets another id', async () => {
    let isTaken = false
    const test = await start({
      isWorking: false,
      wrapGateway: (gateway) => ({
        ...gateway,
        async createMeeting(request) {
          const others = { attendeePassword: 'others-attendee', moderatorPassword: 'others-moderator' }
          if (!isTaken) await gateway.createMeeting({ ...request, ...others })
          isTaken = true
          return gateway.createMeeting(request)
        },
      }),
    })
    const location = await test.enter(teacher)
    const theirs = test.bbb.journal.of('create')[0]!.params['meetingID']!
    const ours = (await meetingOf(test))!
    expect(ours.meetingID).not.toBe(theirs)
    expect(location.searchParams.get('meetingID')).toBe(ours.meetingID)
    expect(test.bbb.journal.count('end')).toBe(0)
    const rows = await test.store.withTenant('acme', ({ audit }) => audit.list(0, 100))
    expect(rows.filter(({ action }) => /^meeting:(make|lost)$/.test(action)).map(({ action }) => action)).toEqual([
      'meeting:lost',
      'meeting:make',
    ])
  })
})

describe('R-10: a certificate that nobody vouches for', () => {
  it('is refused, told apart in the log, and never got around by http', async () => {
    const { key, cert } = createSelfSignedCertificate()
    let asked = 0
    const server = createTlsServer({ key, cert }, (_request, response) => {
      asked += 1
      response.end('<response><returncode>SUCCESS</returncode></response>')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/bigbluebutton/`
    const test = await start({ tenants: { acme: { bbb: { baseUrl, sharedSecret: 'env:SECRET' } } }, isWorking: false })
    expect(await problemOf(joinOf(test))).toMatchObject({ status: 503, code: 'BBB_UNAVAILABLE' })
    expect(test.logs.join('\n')).toContain('BBB_CERTIFICATE_REFUSED')
    expect(asked).toBe(0)
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('R-18: a room that takes nobody now', () => {
  it('is a state with a reason, not a failure', async () => {
    const test = await start({}, { max_participants: 1 })
    await test.enter(teacher)
    await eventually(
      () => infoOf(test),
      ({ participant_count: count }) => count === 1,
    )
    const answer = await joinOf(test, { sub: 'pupil' })
    expect(answer.status).toBe(200)
    expect((await answer.json()) as JoinState).toMatchObject({ state: 'full', code: 'ROOM_FULL', retry_after: 15 })
    expect((await joinOf(test, { sub: 'another-teacher', role: 'moderator' })).status).toBe(200)
    await test.declare('maths', { closes_at: new Date(test.clock.now() - 1000).toISOString() })
    expect(await (await joinOf(test)).json()).toMatchObject({ state: 'ended', code: 'ROOM_CLOSED' })
  })
})

describe('R-40: joins that race an end', () => {
  /** Holds `create` back until told. */
  function held() {
    let release: () => void = () => undefined
    const isReleased = new Promise<void>((resolve) => (release = resolve))
    let reach: () => void = () => undefined
    const isReached = new Promise<void>((resolve) => (reach = resolve))
    const options: TestBffOptions = {
      wrapGateway: (gateway) => ({
        ...gateway,
        async createMeeting(request) {
          const made = await gateway.createMeeting(request)
          reach()
          await isReleased
          return made
        },
      }),
    }
    return { options, isReached, release }
  }
  const end = (test: TestBff) => test.request('POST', '/rooms/maths/end', { as: teacher, body: {} })

  it('end before the launch: the ticket leads nowhere, and no meeting is made for it', async () => {
    const test = await start({ isWorking: false })
    const { ticket } = await test.join({ sub: 'pupil' })
    expect(await (await end(test)).json()).toEqual({ state: 'ending' })
    expect((await test.launch(ticket)).status).toBe(409)
    expect(await (await joinOf(test, { sub: 'pupil' })).json()).toMatchObject({ state: 'ended', code: 'MEETING_ENDED' })
    expect(test.bbb.journal.count('create')).toBe(1)
  })

  it('end while the meeting is being made: the join is told, and what BBB made is ended', async () => {
    const { options, isReached, release } = held()
    const test = await start({ ...options, isWorking: false })
    const join = joinOf(test, { sub: 'pupil' })
    await isReached
    const { meetingID } = (await meetingOf(test))!
    expect(await (await end(test)).json()).toEqual({ state: 'ending' })
    release()
    expect(await problemOf(join)).toMatchObject({ status: 409, code: 'CONFLICT' })
    expect(test.bbb.journal.count('create')).toBe(1)
    expect(test.bbb.journal.of('end').map(({ params }) => params['meetingID'])).toEqual([meetingID])
  })

  it('end after the launch: whoever is in, was in before the end', async () => {
    const test = await start()
    await test.enter(teacher)
    await eventually(
      () => infoOf(test),
      ({ state }) => state === 'running',
    )
    const before = (await meetingOf(test))!
    await end(test)
    await eventually(
      () => infoOf(test),
      (info) => info.ended_at !== null,
    )
    const pupil = await (await joinOf(test, { sub: 'pupil' })).json()
    expect(pupil).toMatchObject({ state: 'ended', code: 'MEETING_ENDED' })
    expect(test.bbb.journal.count('create')).toBe(1)
    expect((await meetingOf(test))!.meetingRowId).toBe(before.meetingRowId)
  })
})
