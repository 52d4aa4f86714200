import type { JoinState, RoomInfo } from '@bbb-room/bff-api'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually, page, problemOf, startBff, type TestBff, type TestBffOptions } from '../start-bff.test-support.ts'

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})
async function start(options: TestBffOptions = {}): Promise<TestBff> {
  running = await startBff(options)
  return running
}

const teacher = { sub: 'teacher', role: 'moderator' } as const
const pupil = { sub: 'pupil', role: 'viewer' } as const

async function infoFor(test: TestBff, person: object): Promise<RoomInfo> {
  return (await (await test.request('GET', '/rooms/maths', { as: person })).json()) as RoomInfo
}

describe('a class', () => {
  it('waits for the teacher, runs, ends, and leaves a recording', async () => {
    const test = await start()
    await test.declare('maths', { record: true, auto_start_recording: true })
    expect(await infoFor(test, pupil)).toMatchObject({ state: 'waiting', can: { join: false, end: false } })
    const waiting = await test.request('POST', '/rooms/maths/join', { as: pupil })
    expect(await waiting.json()).toMatchObject({ state: 'waiting', code: 'WAITING_FOR_MODERATOR' })
    expect(test.bbb.journal.count('create')).toBe(0)

    await test.enter(teacher)
    const open = await eventually(
      () => infoFor(test, pupil),
      (info) => info.state === 'running',
    )
    expect(open).toMatchObject({ participant_count: 1, can: { join: true, end: false } })
    await test.enter(pupil)

    expect(await (await test.request('POST', '/rooms/maths/end', { as: teacher })).json()).toEqual({ state: 'ending' })
    expect((await infoFor(test, pupil)).state).toBe('ended')
    const ended = await eventually(
      () => infoFor(test, teacher),
      (info) => info.ended_at !== null,
    )
    expect(ended).toMatchObject({ state: 'ended', can: { join: true } })

    const listed = async () =>
      ((await (await test.request('GET', '/rooms/maths/recordings', { as: pupil })).json()) as { recordings: object[] })
        .recordings
    expect(await eventually(listed, (list) => list.length === 1)).toMatchObject([{ room: 'maths', name: 'Maths' }])
  })

  it('shows a moderator the end, and lets them start again at once', async () => {
    const test = await start()
    await test.declare('maths')
    await test.enter(teacher)
    await eventually(
      () => infoFor(test, pupil),
      (info) => info.state === 'running',
    )
    await test.request('POST', '/rooms/maths/end', { as: teacher })
    await eventually(
      () => infoFor(test, teacher),
      (info) => info.ended_at !== null,
    )
    const answer = (await (await test.request('POST', '/rooms/maths/join', { as: pupil })).json()) as JoinState
    expect(answer).toMatchObject({ state: 'ended', code: 'MEETING_ENDED' })
    await test.enter(teacher)
    await eventually(
      () => infoFor(test, pupil),
      (info) => info.state === 'running',
    )
    expect(new Set(test.bbb.journal.of('create').map((call) => call.params['meetingID'])).size).toBe(2)
  })
})

describe('PUT /rooms/{room}', () => {
  it('declares a room and hides the access code', async () => {
    const test = await start()
    const as = { scope: 'room:manage' }
    const body = { name: 'Maths', access_code: 'secret-code', max_participants: 5 }
    const made = await test.request('PUT', '/rooms/maths', { as, body })
    expect(made.status).toBe(201)
    const text = await made.text()
    expect(JSON.parse(text)).toMatchObject({ room: 'maths', has_access_code: true, max_participants: 5 })
    expect(text).not.toContain('secret-code')
    expect((await test.request('PUT', '/rooms/maths', { as, body: { name: 'Physics' } })).status).toBe(200)
    expect((await infoFor(test, pupil)).name).toBe('Physics')
  })

  it('refuses whoever lacks the scope, and a presentation from a foreign host', async () => {
    const test = await start({ tenants: { acme: { rooms: { presentationHosts: ['files.school.example'] } } } })
    const refused = test.request('PUT', '/rooms/maths', { as: teacher, body: { name: 'Maths' } })
    expect(await problemOf(refused)).toMatchObject({ status: 403, code: 'NOT_ALLOWED' })
    const put = (url: string) =>
      test.request('PUT', '/rooms/maths', {
        as: { scope: 'room:manage' },
        body: { name: 'Maths', presentations: [{ url, filename: 'a.pdf' }] },
      })
    expect(await problemOf(put('https://169.254.169.254/a.pdf'))).toMatchObject({
      code: 'INVALID_REQUEST',
      errors: [{ path: 'presentations.0.url' }],
    })
    expect((await put('https://files.school.example/a.pdf')).status).toBe(201)
  })

  it('SSRF-3: sends BBB to no host that was taken off the list after the room was declared', async () => {
    const presentationHosts = ['files.school.example', 'old.school.example']
    const tenants = { acme: { rooms: { presentationHosts } } }
    const before = await start({ tenants })
    const presentations = presentationHosts.map((host) => ({ url: `https://${host}/a.pdf`, filename: 'a.pdf' }))
    await before.declare('maths', { presentations })
    presentationHosts.pop()
    const after = await startBff({ tenants, store: before.store, clock: before.clock, isWorking: false })
    await after.join(teacher)
    const [create] = after.bbb.journal.of('create')
    const meeting = after.bbb.meetings.get(create!.params['meetingID']!)
    expect(meeting?.documents).toHaveLength(1)
    await after.close()
  })

  it('HTTP-14, SIGN-11: refuses fields that it does not know, a meetingID among them', async () => {
    const test = await start()
    for (const extra of ['meetingID', 'role', '__proto__', 'moderatorPW']) {
      const body = `{"name":"Maths","${extra}":"x"}`
      const answer = await problemOf(test.request('PUT', '/rooms/maths', { as: { scope: 'room:manage' }, body }))
      expect(answer, extra).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    }
  })
})

describe('POST /rooms/{room}/join', () => {
  it('makes one meeting for 50 joins at once', async () => {
    const test = await start({ isWorking: false })
    await test.declare('maths', { wait_for_moderator: false })
    const joins = Array.from({ length: 50 }, (_, n) => test.join({ sub: `person-${n}` }))
    expect(new Set((await Promise.all(joins)).map((answer) => answer.ticket)).size).toBe(50)
    expect(test.bbb.journal.count('create')).toBe(1)
  })

  it('BENCH J5: reads the store once when the meeting exists', async () => {
    const test = await start({ isWorking: false })
    await test.declare('maths')
    await test.join(teacher)
    let reads = 0
    const withTenant = test.store.withTenant.bind(test.store)
    test.store.withTenant = (tenantId, work) =>
      withTenant(tenantId, (rows) =>
        work(
          new Proxy(rows, {
            get: (target, name) => {
              reads++
              return Reflect.get(target, name) as unknown
            },
          }),
        ),
      )
    await test.join(teacher)
    expect(reads).toBe(1)
  })

  it('SIGN-3: the role is the lesser of token and room, whatever else says otherwise', async () => {
    const test = await start({
      isWorking: false,
      tenants: { acme: {}, strict: { roles: { host: 'viewer' } } },
    })
    for (const tenant of ['acme', 'strict']) {
      await test.declare('maths', { wait_for_moderator: false }, tenant)
      for (const role of ['viewer', 'moderator'] as const) {
        const expected = role === 'moderator' && tenant === 'acme' ? 'MODERATOR' : 'VIEWER'
        const claims = ['', '?role=moderator', '?role=MODERATOR&password=x']
        for (const query of claims) {
          const answer = await test.request('POST', `/rooms/maths/join${query}`, {
            as: { tenant, role, name: 'Eve&role=MODERATOR#role=MODERATOR' },
            body: {},
            headers: { 'X-Role': 'moderator', Role: 'MODERATOR' },
          })
          const { ticket } = (await answer.json()) as { ticket: string }
          const location = new URL((await test.launch(ticket, { tenant })).headers.get('Location')!)
          expect(location.searchParams.getAll('role')).toEqual([expected])
          expect(location.searchParams.get('fullName')).toBe('Eve&role=MODERATOR#role=MODERATOR')
        }
      }
      const body = { role: 'moderator' }
      const refused = test.request('POST', '/rooms/maths/join', { as: { tenant, role: 'viewer' }, body })
      expect(await problemOf(refused)).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    }
  })

  it('SIGN-11: makes an unpredictable meetingID of its own for each run', async () => {
    const test = await start({ isWorking: false })
    await test.declare('maths')
    await test.declare('physics')
    await test.join({ ...teacher, room: 'maths' }, 'maths')
    await test.join({ ...teacher, room: 'physics' }, 'physics')
    const ids = test.bbb.journal.of('create').map((call) => call.params['meetingID'])
    expect(new Set(ids).size).toBe(2)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/)
  })

  it('makes a room on a moderator’s first join where the tenant allows it, and nowhere else', async () => {
    const test = await start({ tenants: { acme: { rooms: { createOnFirstJoin: true } }, strict: {} } })
    expect((await infoFor(test, pupil)).state).toBe('waiting')
    expect(await (await test.request('POST', '/rooms/maths/join', { as: pupil })).json()).toMatchObject({
      state: 'waiting',
    })
    await test.join(teacher)
    expect(test.bbb.journal.of('create')[0]?.params).toMatchObject({ name: 'maths', record: 'false' })
    const nowhere = test.request('POST', '/rooms/maths/join', { as: { ...teacher, tenant: 'strict' } })
    expect(await problemOf(nowhere)).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })

  it('REC-7: has nothing recorded unless the room’s rule says so, and says before the join when it does', async () => {
    const test = await start()
    for (const [room, settings, record] of [
      ['silent', {}, false],
      ['recorded', { record: true }, true],
    ] as const) {
      await test.declare(room, { wait_for_moderator: false, ...settings })
      const as = { ...teacher, room }
      const info = (await (await test.request('GET', `/rooms/${room}`, { as })).json()) as RoomInfo
      expect(info.record).toBe(record)
      await test.join(as, room)
      expect(test.bbb.journal.of('create').at(-1)?.params).toMatchObject({ record: String(record) })
    }
    const wish = { as: { ...teacher, room: 'silent' }, body: { record: true } }
    expect((await test.request('POST', '/rooms/silent/join', wish)).status).toBe(400)
  })

  it('answers scheduled, closed and full as states, not as failures', async () => {
    const test = await start()
    const soon = new Date(test.clock.now() + 60_000).toISOString()
    await test.declare('maths', { opens_at: soon })
    const join = async (person: object) => (await test.request('POST', '/rooms/maths/join', { as: person })).json()
    expect(await join(teacher)).toMatchObject({ state: 'scheduled', code: 'ROOM_NOT_OPEN_YET', opens_at: soon })
    await test.declare('maths', { closes_at: new Date(test.clock.now() - 1000).toISOString() })
    expect(await join(teacher)).toMatchObject({ state: 'ended', code: 'ROOM_CLOSED' })
    await test.declare('maths', { max_participants: 1 })
    await test.enter(teacher)
    await eventually(
      () => infoFor(test, pupil),
      (info) => info.participant_count === 1,
    )
    expect(await join(pupil)).toMatchObject({ state: 'full', code: 'ROOM_FULL' })
  })

  it('takes an empty body, and refuses a body with choices', async () => {
    const test = await start({ isWorking: false })
    await test.declare('maths')
    const plain = await test.request('POST', '/rooms/maths/join', { as: teacher })
    expect(plain.status).toBe(200)
    const headers = { 'Content-Type': 'application/json' }
    expect((await test.request('POST', '/rooms/maths/join', { as: teacher, headers })).status).toBe(200)
    expect((await test.request('POST', '/rooms/maths/join', { as: teacher, body: { a: 1 } })).status).toBe(400)
  })

  it('BBB down: says so with a time to try again, and works once it is back', async () => {
    const test = await start({ isWorking: false })
    await test.declare('maths')
    test.bbb.faults.always('*', { kind: 'status', status: 502 })
    const down = await test.request('POST', '/rooms/maths/join', { as: teacher })
    expect(down.headers.get('Retry-After')).toMatch(/^\d+$/)
    expect(await problemOf(down)).toMatchObject({ status: 503, code: 'BBB_UNAVAILABLE', retryable: true })
    test.bbb.faults.clear()
    test.clock.advance(2000)
    expect((await test.join(teacher)).ticket).toBeTypeOf('string')
    expect(test.bbb.journal.of('create').filter((call) => call.answer?.returncode === 'SUCCESS')).toHaveLength(1)
  })

  it('leaves BBB alone for two seconds after it failed, and tells everybody the same meanwhile', async () => {
    const test = await start({ isWorking: false })
    await test.declare('maths', { wait_for_moderator: false })
    test.bbb.faults.always('create', { kind: 'checksumError' })
    const told = async (sub: string) => {
      const answer = await test.request('POST', '/rooms/maths/join', { as: { sub } })
      const problem = { ...(await problemOf(answer)), request_id: '' }
      return { problem, retryAfter: answer.headers.get('Retry-After') }
    }
    const first = await Promise.all(['a', 'b', 'c'].map(told))
    test.clock.advance(1000)
    const second = await told('d')
    expect(new Set([...first, second].map((each) => JSON.stringify(each))).size).toBe(1)
    expect(second).toMatchObject({ problem: { status: 503, code: 'BBB_SECRET_REFUSED' }, retryAfter: '30' })
    expect(test.bbb.journal.count('create')).toBe(1)
    test.clock.advance(1000)
    await told('e')
    expect(test.bbb.journal.count('create')).toBe(2)
  })

  it('R-3: a create that took effect without an answer is found, not repeated', async () => {
    const test = await start({ isWorking: false })
    await test.declare('maths')
    test.bbb.faults.next('create', { kind: 'reset', effect: 'done' })
    await test.join(teacher)
    expect(new Set(test.bbb.journal.of('create').map((call) => call.params['meetingID'])).size).toBe(1)
    expect(test.bbb.journal.count('getMeetingInfo')).toBeGreaterThan(0)
  })

  it('R-13: a meeting that BBB forgot is lost; the next join makes a new one, old tickets are told so', async () => {
    const test = await start()
    await test.declare('maths', { wait_for_moderator: false })
    const old = await test.join(teacher)
    await test.enter(teacher)
    await eventually(
      () => infoFor(test, pupil),
      (info) => info.state === 'running',
    )
    test.bbb.forgetMeeting(test.bbb.journal.of('create')[0]!.params['meetingID']!)
    test.clock.advance(16_000)
    await eventually(
      () => infoFor(test, pupil),
      (info) => info.state === 'open',
    )
    const renewed = await test.join(teacher)
    expect(test.bbb.journal.count('create')).toBe(2)
    expect((await test.launch(renewed.ticket)).status).toBe(303)
    const refused = await test.launch(old.ticket)
    expect(refused.status).toBe(409)
  })
})

describe('POST /rooms/{room}/end', () => {
  it('refuses to end the meeting for a viewer and leaves it running', async () => {
    const test = await start()
    await test.declare('maths')
    const location = await test.enter(teacher)
    const refused = test.request('POST', '/rooms/maths/end', { as: pupil })
    expect(await problemOf(refused)).toMatchObject({ status: 403, code: 'NOT_ALLOWED' })
    expect(test.bbb.isRunning(location.searchParams.get('meetingID')!)).toBe(true)
  })

  it('R-7: goes on ending when BBB did not answer', async () => {
    const test = await start()
    await test.declare('maths')
    const location = await test.enter(teacher)
    test.bbb.faults.next('end', { kind: 'status', status: 500 })
    expect(await (await test.request('POST', '/rooms/maths/end', { as: teacher })).json()).toEqual({ state: 'ending' })
    await eventually(
      () => Promise.resolve(test.bbb.isRunning(location.searchParams.get('meetingID')!)),
      (isRunning) => !isRunning,
    )
  })

  it('answers ended when nothing runs', async () => {
    const test = await start()
    await test.declare('maths')
    expect(await (await test.request('POST', '/rooms/maths/end', { as: teacher })).json()).toEqual({ state: 'ended' })
  })
})

describe('DELETE /rooms/{room}', () => {
  it('ends what runs and takes the room away', async () => {
    const test = await start()
    await test.declare('maths')
    const location = await test.enter(teacher)
    const as = { scope: 'room:manage' }
    expect((await test.request('DELETE', '/rooms/maths', { as })).status).toBe(204)
    expect((await test.request('DELETE', '/rooms/maths', { as })).status).toBe(404)
    expect((await test.request('GET', '/rooms/maths', { as: teacher })).status).toBe(404)
    expect(test.bbb.isRunning(location.searchParams.get('meetingID')!)).toBe(false)
  })
})

describe('every answer', () => {
  it('TICKET-5: a token in the query is refused and not used', async () => {
    const test = await start({ isWorking: false })
    await test.declare('maths')
    const token = test.tokenOf(teacher)
    for (const name of ['access_token', 'token', 'ticket']) {
      const answer = await test.request('GET', `/rooms/maths?${name}=${token}`, { as: null })
      expect(answer.status).toBe(400)
    }
  })

  it('LOG-1: no name, subject, token, secret or join address stands in any log line', async () => {
    const test = await start()
    await test.declare('maths')
    const person = { sub: 'canary-subject', role: 'moderator', name: 'Canary Person' } as const
    const { ticket } = await test.join(person)
    await test.launch(ticket)
    await test.enter(person)
    await test.request('POST', '/rooms/maths/end', { as: person })
    const text = test.logs.join('\n')
    expect(text).toContain('meeting-launched')
    for (const canary of ['canary-subject', 'Canary', ticket, 'checksum', 'kT3qWz8n', page]) {
      expect(text, canary).not.toContain(canary)
    }
  })
})
