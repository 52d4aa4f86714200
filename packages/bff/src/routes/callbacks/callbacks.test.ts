import { startFakeBbb } from '@bbb-room/fake-bbb'
import { afterEach, describe, expect, it } from 'vitest'
import { Secret } from '../../config/secret.ts'
import { BffFailure } from '../../failure.ts'
import { eventually, startBff, type TestBff, type TestBffOptions } from '../start-bff.test-support.ts'
import { sendReady as ready, sharedSecret, signJwt as sign } from './sign-callbacks.test-support.ts'

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})
async function start(options: TestBffOptions = {}): Promise<TestBff> {
  running = await startBff(options)
  await running.declare('maths', { record: true })
  return running
}

const teacher = { sub: 'teacher', role: 'moderator' } as const
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function endedPath(test: TestBff): string {
  const { params } = test.bbb.journal.of('create')[0]!
  return params['meetingEndedURL']!.split('/v1')[1]!
}
const state = async (test: TestBff) =>
  ((await (await test.request('GET', '/rooms/maths', { as: teacher })).json()) as { state: string }).state

describe('GET /callbacks/meeting-ended/{key}', () => {
  it('HOOK-1: a forged key is unknown; the right key while BBB says running changes nothing', async () => {
    const test = await start()
    await test.enter(teacher)
    await eventually(
      () => state(test),
      (now) => now === 'running',
    )
    const path = endedPath(test)
    const forged = `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`
    expect((await test.request('GET', forged, { as: null })).status).toBe(404)
    expect((await test.request('GET', '/callbacks/meeting-ended/x', { as: null })).status).toBe(404)
    const genuine = await test.request('GET', path, { as: null })
    expect(genuine.status).toBe(200)
    expect(await genuine.text()).toBe('')
    await eventually(
      () => Promise.resolve(test.bbb.journal.count('getMeetingInfo')),
      (count) => count >= 2,
    )
    expect(await state(test)).toBe('running')
  })

  it('HOOK-2: a thousand calls cost one question to BBB', async () => {
    const test = await start()
    await test.enter(teacher)
    await eventually(
      () => state(test),
      (now) => now === 'running',
    )
    await pause(100)
    const before = test.bbb.journal.count('getMeetingInfo')
    const path = endedPath(test)
    for (let round = 0; round < 20; round++) {
      await Promise.all(Array.from({ length: 50 }, () => test.request('GET', path, { as: null })))
    }
    await pause(500)
    expect(test.bbb.journal.count('getMeetingInfo') - before).toBeLessThanOrEqual(2)
  })

  it('knows its meeting where the key was changed before another replica took the meeting over', async () => {
    const before = await startBff({
      isWorking: false,
      wrapGateway: (gateway) => ({
        ...gateway,
        createMeeting: () => Promise.reject(new BffFailure('BBB_UNAVAILABLE')),
      }),
    })
    const { store, bbb: sharedBbb, clock } = before
    await before.declare('maths')
    expect((await before.request('POST', '/rooms/maths/join', { as: teacher })).status).toBe(503)
    const callbackKey = {
      current: new Secret('the-next-callback-key-0123456789abcdef'),
      previous: before.keys.callback.current,
    }
    const after = await startBff({ store, sharedBbb, clock, callbackKey, isWorking: false })
    await after.join(teacher)
    expect((await after.request('GET', endedPath(after), { as: null })).status).toBe(200)
    await after.close()
    await before.close()
  })

  it.each([
    ['meetingEndedURL', []],
    ['meta_endCallbackUrl', ['own-meeting-ended-url']],
  ] as const)('HOOK-2: is told to BBB by %s, and ends the meeting', async (endCallback, quirks) => {
    const bbb = await startFakeBbb({ secret: sharedSecret, callbacks: 'block', quirks })
    const document = { baseUrl: bbb.baseUrl, sharedSecret: 'env:SECRET', endCallback }
    const test = await start({ sharedBbb: bbb, tenants: { acme: { bbb: document } } })
    const location = await test.enter(teacher)
    await eventually(
      () => state(test),
      (now) => now === 'running',
    )
    const { params } = bbb.journal.of('create')[0]!
    expect([params['meetingEndedURL'], params['meta_endCallbackUrl']].filter((url) => url !== undefined)).toEqual([
      params[endCallback],
    ])
    bbb.endMeeting(location.searchParams.get('meetingID')!)
    await bbb.settled()
    const [told] = bbb.callbacks.sent.filter(({ kind }) => kind === 'meeting-ended')
    expect((await test.request('GET', told!.url.split('/v1')[1]!, { as: null })).status).toBe(200)
    await eventually(
      () => state(test),
      (now) => now === 'ended',
    )
    await test.close()
    await bbb.close()
  })

  it('HOOK-9: is answered 200 only once it is stored', async () => {
    const test = await start({ isWorking: false })
    await test.join(teacher)
    const withTenant = test.store.withTenant.bind(test.store)
    test.store.withTenant = (tenantId, work) =>
      withTenant(tenantId, (rows) =>
        work({ ...rows, inbox: { ...rows.inbox, accept: () => Promise.reject(new Error('disk full')) } }),
      )
    expect((await test.request('GET', endedPath(test), { as: null })).status).toBe(500)
    test.store.withTenant = withTenant
    expect((await test.request('GET', endedPath(test), { as: null })).status).toBe(200)
    const items = await test.store.withTenant('acme', ({ inbox }) => inbox.claimDue(test.clock.now(), Infinity, 9))
    expect(items).toMatchObject([{ kind: 'meeting-ended' }])
  })

  it('HOOK-10: twice, as BBB always does, ends the meeting once', async () => {
    const test = await start()
    const location = await test.enter(teacher)
    await eventually(
      () => state(test),
      (now) => now === 'running',
    )
    test.bbb.endMeeting(location.searchParams.get('meetingID')!)
    const path = endedPath(test)
    for (let n = 0; n < 2; n++) expect((await test.request('GET', path, { as: null })).status).toBe(200)
    await eventually(
      () => state(test),
      (now) => now === 'ended',
    )
    expect((await test.request('GET', path, { as: null })).status).toBe(200)
    const rows = await test.store.withTenant('acme', ({ audit }) => audit.list(0, 100))
    expect(rows.filter((row) => row.action === 'meeting:ended')).toHaveLength(1)
    const expected = await test.store.withTenant('acme', ({ recordings }) =>
      recordings.listOfRoom('maths', { states: ['expected', 'processing', 'ready', 'published'], limit: 9 }),
    )
    expect(expected).toHaveLength(1)
  })

  it('R-32: without any callback the end is noticed too', async () => {
    const test = await start({ bbb: { callbacks: 'block' } })
    const location = await test.enter(teacher)
    await eventually(
      () => state(test),
      (now) => now === 'running',
    )
    test.bbb.endMeeting(location.searchParams.get('meetingID')!)
    test.clock.advance(16_000)
    await eventually(
      async () => (await (await test.request('GET', '/rooms/maths')).json()) as { state: string },
      (info) => info.state === 'ended',
    )
  })

  it('R-6: an answer that is cut anywhere never ends a meeting', async () => {
    const test = await start()
    await test.enter(teacher)
    await eventually(
      () => state(test),
      (now) => now === 'running',
    )
    const asked = () => test.bbb.journal.count('getMeetingInfo')
    const failures = () => test.counted.filter((line) => line.includes('reconcile_failures')).length
    for (const atByte of [0, 40, 200]) {
      const before = { asked: asked(), failed: failures() }
      test.bbb.faults.always('getMeetingInfo', { kind: 'cut', atByte, cleanly: true })
      await eventually(
        () => {
          test.clock.advance(21_000)
          return Promise.resolve({ asked: asked(), failed: failures() })
        },
        (now) => now.asked > before.asked && now.failed > before.failed,
        20_000,
      )
      expect(await state(test), `cut at ${atByte}`).toBe('running')
    }
  }, 60_000)
})

describe('POST /callbacks/recording-ready', () => {
  async function recorded(test: TestBff): Promise<{ meeting_id: string; record_id: string }> {
    const location = await test.enter(teacher)
    await eventually(
      () => state(test),
      (now) => now === 'running',
    )
    const meetingID = location.searchParams.get('meetingID')!
    const { internalMeetingID } = test.bbb.meetings.get(meetingID)!
    test.bbb.endMeeting(meetingID)
    await test.request('GET', endedPath(test), { as: null })
    return { meeting_id: meetingID, record_id: internalMeetingID }
  }
  const recordings = async (test: TestBff) =>
    (
      (await (await test.request('GET', '/rooms/maths/recordings', { as: teacher })).json()) as {
        recordings: { state: string; can: { play: boolean } }[]
      }
    ).recordings

  it('makes the recording playable as soon as BBB lists it, repeated or not', async () => {
    const test = await start()
    const claims = await recorded(test)
    await eventually(
      () => Promise.resolve(test.bbb.recordings.get(claims.record_id)?.state),
      (now) => now === 'published',
    )
    for (let n = 0; n < 3; n++) expect((await ready(test, sign(claims))).status).toBe(204)
    const [recording] = await eventually(
      () => recordings(test),
      (list) => list[0]?.state === 'published',
    )
    expect(recording?.can.play).toBe(true)
  })

  it('R-34: may come before the end of the meeting was noticed', async () => {
    const test = await start()
    const location = await test.enter(teacher)
    const meetingID = location.searchParams.get('meetingID')!
    const { internalMeetingID } = test.bbb.meetings.get(meetingID)!
    await eventually(
      () => state(test),
      (now) => now === 'running',
    )
    test.bbb.endMeeting(meetingID)
    await pause(400)
    expect((await ready(test, sign({ meeting_id: meetingID, record_id: internalMeetingID }))).status).toBe(204)
    test.clock.advance(6000)
    await eventually(
      () => recordings(test),
      (list) => list.length === 1,
    )
  })

  it('R-56: one of a meeting that nobody knows is kept and changes nothing', async () => {
    const test = await start()
    expect((await ready(test, sign({ meeting_id: 'foreign', record_id: 'foreign-1' }))).status).toBe(204)
    await pause(100)
    expect(await recordings(test)).toEqual([])
  })

  it('HOOK-3: refuses every signature but that of the tenant’s secret', async () => {
    const test = await start({ isWorking: false })
    const claims = { meeting_id: 'm', record_id: 'r' }
    const refused = {
      'another key': sign(claims, 'another-secret-0123456789abcdefghij'),
      none: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
      'no ids': sign({}),
      'ids that are no text': sign({ meeting_id: 1, record_id: {} }),
      nothing: 'x',
    }
    for (const [name, token] of Object.entries(refused)) expect((await ready(test, token)).status, name).toBe(401)
    const items = await test.store.withTenant('acme', ({ inbox }) => inbox.claimDue(test.clock.now(), Infinity, 9))
    expect(items).toEqual([])
  })

  it('refuses a body that is too large before anything reads it', async () => {
    const test = await start({ isWorking: false })
    expect((await ready(test, 'x'.repeat(70_000))).status).toBe(413)
  })
})
