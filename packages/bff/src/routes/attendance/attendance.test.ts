import { attendanceSchema, meetingListSchema, type Attendance, type MeetingList } from '@bbb-room/bff-api'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestClock } from '../../test-clock.test-support.ts'
import type { TenantDocument } from '../../config/tenants-file.ts'
import {
  forwardWebhooks,
  sendWebhook,
  sharedSecret,
  signJwt,
  webhookBody,
} from '../callbacks/sign-callbacks.test-support.ts'
import {
  eventually,
  page,
  problemOf,
  startBff,
  type TestBff,
  type TestBffOptions,
  type TestPerson,
} from '../start-bff.test-support.ts'

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function start(attendance: TenantDocument['attendance'], options: TestBffOptions = {}): Promise<TestBff> {
  const clock = createTestClock()
  const timers = {
    setTimeout: (work: () => unknown, delayMs: number) => setTimeout(() => void work(), delayMs).unref(),
    clearTimeout: (timer: object | undefined) => clearTimeout(timer as NodeJS.Timeout | undefined),
  }
  running = await startBff({
    clock,
    bbb: {
      callbacks: 'block',
      hookAuthentication: { kind: 'checksum', algorithm: 'sha256' },
      clock: { now: () => clock.now(), ...timers },
    },
    tenants: { acme: { attendance } },
    ...options,
  })
  await running.declare('maths', { wait_for_moderator: false })
  return running
}

const teacher = { sub: 'teacher', role: 'moderator', name: 'Canary Teacher' } as const
const reader: TestPerson = { sub: 'teacher', role: 'moderator', scope: 'attendance:read' }
const minute = 60_000

const meetings = async (test: TestBff, as: TestPerson = reader) =>
  meetingListSchema.parse(await (await test.request('GET', '/rooms/maths/meetings', { as })).json())
async function read(test: TestBff, as: TestPerson = reader): Promise<Attendance> {
  const [meeting] = (await meetings(test)).meetings
  const answer = await test.request('GET', `/meetings/${meeting!.id}/attendance`, { as })
  expect(answer.status).toBe(200)
  return attendanceSchema.parse(await answer.json())
}
/** Lets the BFF look at BBB, until it has seen what is awaited. */
const seen = (test: TestBff, check: (attendance: Attendance) => boolean) =>
  eventually(
    async () => {
      test.clock.advance(16_000)
      return (await meetings(test)).meetings.length > 0 ? read(test) : undefined
    },
    (attendance) => attendance !== undefined && check(attendance),
  ) as Promise<Attendance>

/** As BBB lets somebody in whom the BFF has sent. */
async function enter(test: TestBff, person: TestPerson, session?: Parameters<TestBff['bbb']['enter']>[1]) {
  const { ticket } = await test.join(person)
  const location = new URL((await test.launch(ticket)).headers.get('Location')!)
  const { meetingID, userID, fullName, role } = Object.fromEntries(location.searchParams) as Record<string, string>
  const entered = test.bbb.enter(meetingID!, {
    userID: userID!,
    fullName: fullName!,
    role: role === 'MODERATOR' ? 'MODERATOR' : 'VIEWER',
    ...session,
  })
  return { meetingID: meetingID!, userID: userID!, entered }
}

describe('what is kept of who was there', () => {
  it('nothing, unless the tenant asks for it', async () => {
    const test = await start(undefined)
    await enter(test, teacher)
    const [meeting] = await eventually(
      async () => (await meetings(test)).meetings,
      ([first]) => typeof first?.started_at === 'string',
    )
    expect(meeting!.participants).toBeNull()
    await forwardWebhooks(test)
    expect(await read(test)).toMatchObject({ kept: 'off', participants: [] })
    expect(await test.store.withTenant('acme', (rows) => rows.attendance.ofMeeting(meeting!.id))).toEqual([])
    const create = test.bbb.journal.of('create')[0]!.params
    expect([create['meta_analytics-callback-url'], create['meetingKeepEvents']]).toEqual([undefined, undefined])
  })

  it('people under their pseudonym: their names reach neither the store nor an answer', async () => {
    const test = await start({ keep: 'pseudonymous' })
    const { userID } = await enter(test, teacher)
    const { participants, kept } = await seen(test, (found) => found.participants.length === 1)
    expect(kept).toBe('pseudonymous')
    expect(participants).toMatchObject([{ id: userID, name: null, role: 'moderator', left_at: null, activity: null }])
    const [meeting] = (await meetings(test)).meetings
    const marks = await test.store.withTenant('acme', (rows) => rows.attendance.ofMeeting(meeting!.id))
    expect(JSON.stringify(marks) + test.logs.join()).not.toMatch(/canary/i)
  })

  it('names, as BBB shows them, where the tenant says so', async () => {
    const test = await start({ keep: 'names' })
    await enter(test, teacher)
    const { participants } = await seen(test, (found) => found.participants.length === 1)
    expect(participants[0]!.name).toBe('Canary Teacher')
    expect(test.logs.join()).not.toMatch(/canary/i)
  })

  it('is forgotten after the tenant’s days, and names at once when they are not wanted any more', async () => {
    const test = await start({ keep: 'names', days: 2 })
    const { meetingID, userID } = await enter(test, teacher)
    await seen(test, (found) => found.participants.length === 1)
    const [meeting] = (await meetings(test)).meetings
    const marks = () => test.store.withTenant('acme', (rows) => rows.attendance.ofMeeting(meeting!.id))
    const pseudonymous = await startBff({
      store: test.store,
      clock: test.clock,
      sharedBbb: test.bbb,
      tenants: { acme: { attendance: { keep: 'pseudonymous', days: 2 } } },
    })
    await eventually(marks, (found) => found.length > 0 && found.every(({ name }) => name === null))
    expect((await marks())[0]!.person).toBe(userID)
    await pseudonymous.close()
    test.bbb.endMeeting(meetingID)
    test.clock.advance(3 * 24 * 60 * minute)
    await eventually(marks, (found) => found.length === 0)
  })
})

describe('HOOK-10: one attendance from looks and events', () => {
  it('events know the moments, in any order and twice; looks know what events missed', async () => {
    const test = await start({ keep: 'pseudonymous' })
    test.bbb.hooks.create({
      callbackURL: 'https://meet.example/t/acme/v1/callbacks/webhook',
      meetingID: undefined,
      eventIDs: undefined,
      permanent: false,
      raw: false,
    })
    const { meetingID, entered, userID } = await enter(test, teacher)
    const pupil = await enter(test, { sub: 'pupil', name: 'Canary Pupil' })
    await seen(test, (found) => found.participants.length === 2)
    test.bbb.meetings.leave(entered)
    test.bbb.enter(meetingID, { userID, fullName: 'x', role: 'MODERATOR' })
    test.bbb.meetings.leave(pupil.entered)
    const before = await seen(test, ({ participants }) => participants.some(({ left_at }) => left_at !== null))
    expect(before.participants.find(({ id }) => id === userID)!.left_at).toBeNull()

    const sent = test.bbb.callbacks.sent.filter(({ kind }) => kind === 'webhook')
    for (const { url, body = '' } of [...sent].reverse()) {
      const checksum = new URL(url).searchParams.get('checksum')!
      expect((await sendWebhook(test, body, { checksum })).status).toBe(204)
    }
    await forwardWebhooks(test)
    await eventually(
      () => test.store.withTenant('acme', ({ inbox }) => inbox.claimDue(0, 0, 1)),
      (due) => due.length === 0,
    )
    const told = await seen(test, ({ participants }) =>
      participants.some(({ id, left_at }) => id === pupil.userID && left_at === timeOf(pupil.entered.leftAt)),
    )
    expect(told.participants).toHaveLength(2)
    expect(told.participants.map(({ id }) => id).sort()).toEqual([userID, pupil.userID].sort())
    const [theirs] = told.participants.filter(({ id }) => id === pupil.userID)
    expect(theirs).toMatchObject({ role: 'viewer', joined_at: timeOf(pupil.entered.joinedAt), stays: [{}] })
    const marks = await test.store.withTenant('acme', (rows) => rows.attendance.ofMeeting(told.meeting.id))
    expect(marks.filter(({ session }) => session.startsWith('w_'))).toHaveLength(3)
  })

  const timeOf = (ms: number | undefined) => new Date(ms ?? 0).toISOString()

  it('a missing leave ends with the meeting, and the host is told that the attendance is there', async () => {
    const url = 'https://school.example/hooks'
    const told: { type: string; data: object }[] = []
    const test = await start(
      { keep: 'pseudonymous' },
      {
        tenants: { acme: { attendance: { keep: 'pseudonymous' }, webhooks: [{ url, secrets: ['env:HOOK'] }] } },
        secrets: { HOOK: `whsec_${Buffer.from('a'.repeat(32)).toString('base64')}` },
        fetch: (_url, request) => {
          told.push(JSON.parse(request?.body as string) as { type: string; data: object })
          return Promise.resolve({ status: 204, body: '', headers: new Headers() } as never)
        },
      },
    )
    const { meetingID } = await enter(test, teacher)
    await seen(test, (found) => found.participants.length === 1)
    test.bbb.endMeeting(meetingID)
    const { meeting, participants } = await seen(test, (found) => found.meeting.ended_at !== null)
    expect(participants).toMatchObject([{ left_at: meeting.ended_at, stays: [{ left_at: meeting.ended_at }] }])
    const isReady = ({ type }: { type: string }) => type === 'attendance.ready'
    await eventually(
      () => Promise.resolve(told),
      (events) => events.some(isReady),
    )
    expect(told.filter(isReady)).toMatchObject([{ data: { room: 'maths', meeting: meeting.id, participants: 1 } }])
  })

  it.each([-60, 60])('BBB’s clock being %i minutes off moves nobody', async (minutesOff) => {
    const off = minutesOff * minute
    const test = await start(
      { keep: 'pseudonymous' },
      {
        wrapGateway: (gateway) => ({
          ...gateway,
          createMeeting: async (request) => {
            const made = await gateway.createMeeting(request)
            return { ...made, createTime: made.createTime + off }
          },
          findMeeting: async (meetingID) => {
            const look = await gateway.findMeeting(meetingID)
            return look && { ...look, createTime: look.createTime + off }
          },
        }),
      },
    )
    const { meetingID } = await enter(test, teacher)
    test.clock.advance(20 * minute)
    const joinedAt = test.clock.now()
    const user = { 'external-user-id': 'somebody', 'internal-user-id': 'w_1', role: 'VIEWER' }
    const attributes = { meeting: { 'external-meeting-id': meetingID }, user }
    test.clock.advance(10 * minute)
    await sendWebhook(test, webhookBody([{ id: 'user-joined', attributes, ts: joinedAt + off }]))
    const { participants } = await eventually(
      () => read(test),
      (found) => found.participants.length === 2,
    )
    const somebody = participants.find(({ id }) => id === 'somebody')
    expect(Math.abs(Date.parse(somebody!.joined_at) - joinedAt)).toBeLessThan(10_000)
  })
})

describe('the learning dashboard', () => {
  const activity = { keep: 'pseudonymous', activity: true } as const
  const send = (test: TestBff, { path, body, token }: { path: string; body: string; token?: string }) =>
    test.request('POST', path, {
      as: null,
      body,
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${token ?? signJwt({ exp: Math.floor(Date.now() / 1000) + 86_400 }, sharedSecret, 'HS512')}`,
      },
    })
  const engagement = { chats: 3, talks: 2, raisehand: 1, emojis: 0, poll_votes: 4, talk_time: 801 }

  async function overMeeting(options?: TestBffOptions) {
    const test = await start(activity, options)
    const { meetingID, userID } = await enter(test, teacher)
    await seen(test, (found) => found.participants.length === 1)
    const create = test.bbb.journal.of('create')[0]!.params
    const path = create['meta_analytics-callback-url']!.split('/v1')[1]!
    test.bbb.endMeeting(meetingID)
    await test.bbb.settled()
    const report = JSON.parse(test.bbb.callbacks.sent.find(({ kind }) => kind === 'analytics')!.body!) as {
      data: { attendees: { ext_user_id: string; engagement: object }[] }
    }
    report.data.attendees[0]!.engagement = engagement
    return { test, userID, create, path, report }
  }

  it('is joined to the attendance: numbers only, told once however often it comes', async () => {
    const { test, userID, create, path, report } = await overMeeting()
    expect(create['meetingKeepEvents']).toBe('true')
    for (let n = 0; n < 3; n++) expect((await send(test, { path, body: JSON.stringify(report) })).status).toBe(204)
    const { participants } = await eventually(
      () => read(test),
      (found) => typeof found.participants[0]?.activity?.talks === 'number',
    )
    expect(participants).toMatchObject([
      {
        id: userID,
        activity: { talk_seconds: 801, talks: 2, messages: 3, raised_hands: 1, emojis: 0, poll_votes: 4 },
      },
    ])
    const rows = await test.store.withTenant('acme', ({ inbox }) => inbox.purge(Number.MAX_SAFE_INTEGER))
    expect(rows).toBeLessThanOrEqual(2)
  })

  it('HOOK-3: needs both the address made for the meeting and BBB’s token, and a body of that meeting', async () => {
    const { test, path, report } = await overMeeting({ isWorking: true })
    const body = JSON.stringify(report)
    const expired = signJwt({ exp: 1 }, sharedSecret, 'HS512')
    const refused = [
      await send(test, { path: path.slice(0, -2) + 'AA', body }),
      await send(test, { path: '/callbacks/analytics/x', body }),
      await send(test, { path, body, token: signJwt({ exp: 9_999_999_999 }, 'another-secret-0123456789', 'HS512') }),
      await send(test, { path, body, token: signJwt({ exp: 9_999_999_999 }, sharedSecret, 'HS256') }),
      await send(test, { path, body, token: expired }),
      await send(test, { path: path.replace('analytics', 'analytics'), body, token: 'x' }),
    ]
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401))
    const elsewhere = JSON.stringify({ ...report, meeting_id: 'x', internal_meeting_id: 'y' })
    for (const other of [elsewhere, '{', '[]', '{"data":{}}'])
      expect((await send(test, { path, body: other })).status).toBe(204)
    expect(test.counted.filter((line) => /accepted.*analytics/.test(line))).toEqual([])
    expect(test.counted.filter((line) => /dropped.*analytics/.test(line))).toHaveLength(4)
    const large = JSON.stringify({ x: 'x'.repeat(100_000) })
    expect((await send(test, { path, body: large })).status).toBe(204)
    expect((await send(test, { path: '/callbacks/analytics/x', body: large })).status).toBe(401)
  })

  it('HOOK-11: is answered 503 and not 401 after the secret changed', async () => {
    const { test, path, report } = await overMeeting()
    await test.store.withTenant('acme', ({ facts }) => facts.note('bbb-secrets', 'those-of-before', test.clock.now()))
    test.clock.advance(61_000)
    const answer = await send(test, {
      path,
      body: JSON.stringify(report),
      token: signJwt({ exp: 9_999_999_999 }, 'x'.repeat(20), 'HS512'),
    })
    expect(answer.status).toBe(503)
  })
})

describe('GET /meetings/{id}/attendance', () => {
  it('TENANT-8: is for moderators with the scope and for the host’s back end; every reading is audited', async () => {
    const test = await start({ keep: 'names' })
    await enter(test, teacher)
    await seen(test, (found) => found.participants.length === 1)
    const [meeting] = (await meetings(test)).meetings
    const paths = [`/meetings/${meeting!.id}/attendance`, '/rooms/maths/meetings']
    const status = async (as: TestPerson | null, path: string) => (await test.request('GET', path, { as })).status
    for (const path of paths) {
      expect(await status(reader, path)).toBe(200)
      expect(await status({ scope: 'room:manage', sub: 'backend' }, path)).toBe(200)
      expect(await status({ ...reader, role: 'viewer' }, path)).toBe(403)
      expect(await status({ role: 'moderator' }, path)).toBe(403)
      expect(await status({ ...reader, room: 'physics' }, path)).toBe(404)
      expect(await status(null, path)).toBe(401)
    }
    const audit = () => test.store.withTenant('acme', (rows) => rows.audit.list(0, 1000))
    const before = (await audit()).filter(({ action }) => action === 'attendance:read').length
    await test.request('GET', paths[0]!, { as: reader, headers: { Accept: 'text/csv' } })
    const rows = (await audit()).filter(({ action }) => action === 'attendance:read')
    expect(rows.length).toBe(before + 1)
    expect(rows.at(-1)).toMatchObject({ meetingRowId: meeting!.id, roomId: 'maths', detail: { format: 'csv' } })
    expect(JSON.stringify(rows)).not.toMatch(/canary/i)
  })

  it('a tenant that makes people of its host viewers at most lets none of them read it', async () => {
    const attendance = { keep: 'pseudonymous' } as const
    const roles = { host: 'viewer' } as const
    const test = await start(attendance, { tenants: { acme: { attendance, roles } }, isWorking: false })
    expect((await test.request('GET', '/rooms/maths/meetings', { as: reader })).status).toBe(403)
    const backend = { scope: 'room:manage', sub: 'backend' }
    expect((await test.request('GET', '/rooms/maths/meetings', { as: backend })).status).toBe(200)
  })

  it('as CSV: a download in UTF-8 that is not kept, named by us, with no formula in it', async () => {
    const test = await start({ keep: 'names' })
    await enter(test, { ...teacher, name: '=1+1 "Zoë"' }, { fullName: '=1+1 "Zoë"', role: 'MODERATOR' } as never)
    await seen(test, (found) => found.participants.length === 1)
    const [meeting] = (await meetings(test)).meetings
    const answer = await test.request('GET', `/meetings/${meeting!.id}/attendance`, {
      as: reader,
      headers: { Accept: 'text/csv', Origin: page },
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present')
    expect(answer.headers.get('Content-Disposition')).toBe(`attachment; filename="attendance-${meeting!.id}.csv"`)
    expect(answer.headers.get('Cache-Control')).toContain('no-store')
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(bytes.toString('utf8')).toContain(`,"'=1+1 ""Zoë""","moderator",`)
  })

  it('the list is paged, newest first, and leaves out meetings that nobody was sent to', async () => {
    const test = await start({ keep: 'off' }, { isWorking: false })
    await test.store.withTenant('acme', async ({ meetings: rows }) => {
      for (let n = 0; n < 60; n++) {
        const meetingRowId = `run-${n}`
        await rows.insert({
          meetingRowId,
          roomId: 'maths',
          meetingID: `m-${n}`,
          fence: n + 1,
          parameters: { name: 'Maths', record: false },
          createdAt: 1000 + Math.floor(n / 2),
          nextLookAt: 0,
        })
        const endedAt = 2000 + n
        await rows.change(meetingRowId, ['creating'], { state: 'ended', endedAt, ...(n !== 7 && { startedAt: 1500 }) })
      }
    })
    const first = await meetings(test)
    const answer = await test.request('GET', `/rooms/maths/meetings?cursor=${first.next!}`, { as: reader })
    const second = (await answer.json()) as MeetingList
    expect(second.next).toBeNull()
    const ids = [...first.meetings, ...second.meetings].map(({ id }) => id)
    expect(ids).toHaveLength(59)
    expect(new Set(ids).size).toBe(59)
    expect(ids).not.toContain('run-7')
    expect(ids.slice(0, 2).sort()).toEqual(['run-58', 'run-59'])
    const odd = await test.request('GET', '/rooms/maths/meetings?cursor=x', { as: reader })
    expect((await problemOf(odd)).code).toBe('INVALID_REQUEST')
  })
})
