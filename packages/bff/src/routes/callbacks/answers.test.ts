import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { BffFailure } from '../../failure.ts'
import type { MeetingGateway } from '../../ports/meeting-gateway.ts'
import type { Store, TenantStore } from '../../ports/store.ts'
import { openSqliteStore } from '../../storage/sqlite-store.ts'
import { createTestClock } from '../../test-clock.test-support.ts'
import { eventually, startBff, type TestBff, type TestBffOptions } from '../start-bff.test-support.ts'
import { checksumOf, rowsOf, sendReady, sendWebhook, signJwt, webhookBody } from './sign-callbacks.test-support.ts'

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

const hour = 3_600_000
const teacher = { sub: 'teacher', role: 'moderator' } as const
const foreign = 'another-secret-0123456789-0123456789'
const bbb = { baseUrl: 'http://127.0.0.1:9/bigbluebutton/', sharedSecret: 'env:SECRET' }

/** Every kind of callback that is signed, made with a secret. */
const signed: Record<string, (test: TestBff, secret?: string) => Promise<Response>> = {
  'recording-ready': (test, secret) => sendReady(test, signJwt({ meeting_id: 'm', record_id: 'r' }, secret)),
  webhook: (test, secret) => {
    const body = webhookBody([{ id: 'meeting-ended', attributes: { meeting: { 'external-meeting-id': 'm' } } }])
    return sendWebhook(test, body, { checksum: checksumOf(body, secret) })
  },
}
const kinds = Object.keys(signed)

/** What a sender may make of an answer: `noted` and `dropped` end it, `again` makes it call again. */
function meaningOf({ status, headers }: Response): string {
  expect(headers.has('Location')).toBe(false)
  if (status >= 200 && status < 300) return 'noted'
  if (status === 401) return 'dropped'
  if (status >= 500) return 'again'
  return `not to be answered: ${status}`
}

describe('HOOK-11: what a sender is answered', () => {
  it.each(kinds)('%s: noted when it is stored, dropped only when it is certain to be forged', async (kind) => {
    const clock = createTestClock()
    const store = await openSqliteStore({ file: ':memory:' }, { clock })
    const replica = (SECRET: string) =>
      start({ clock, store, isWorking: false, tenants: { acme: { bbb } }, secrets: { SECRET } })
    const answer = async (test: TestBff, secret?: string) => meaningOf(await signed[kind]!(test, secret))

    const before = await replica('the-secret-of-before-0123456789')
    expect(await answer(before, 'the-secret-of-before-0123456789')).toBe('noted')
    expect(await answer(before, foreign), 'no rotation is known of').toBe('dropped')
    await before.close()

    const after = await replica('the-secret-of-after-0123456789')
    expect(await answer(after, 'the-secret-of-after-0123456789')).toBe('noted')
    expect(await answer(after, 'the-secret-of-before-0123456789'), 'right after a rotation').toBe('again')
    expect(Number((await signed[kind]!(after, foreign)).headers.get('Retry-After'))).toBeGreaterThan(0)
    await after.close()

    const restarted = await replica('the-secret-of-after-0123456789')
    clock.advance(23 * hour)
    expect(await answer(restarted, foreign), 'a replica that started after the rotation').toBe('again')
    clock.advance(2 * hour)
    expect(await answer(restarted, foreign), 'a day later').toBe('dropped')
    await restarted.close()
    running = undefined
    await store.close()
  })

  it.each(kinds)('%s: to be sent again whenever it cannot be stored', async (kind) => {
    const test = await start({ isWorking: false })
    const withTenant = test.store.withTenant.bind(test.store)
    for (const failure of [new BffFailure('STORE_UNAVAILABLE'), new TypeError('canary')]) {
      test.store.withTenant = () => Promise.reject(failure)
      const answer = await signed[kind]!(test)
      expect(meaningOf(answer)).toBe('again')
      expect(await answer.text()).not.toContain('canary')
      expect(meaningOf(await signed[kind]!(test, foreign)), 'whether a rotation happened is not known').toBe('again')
      test.store.withTenant = withTenant
    }
    expect(meaningOf(await signed[kind]!(test))).toBe('noted')
  })

  it('says the same of everything that is not signed by us, whatever is wrong with it', async () => {
    const test = await start({ isWorking: false })
    const answers = [
      await sendReady(test, 'x.y.z'),
      await sendReady(test, ''),
      await sendWebhook(test, webhookBody([]), { checksum: '' }),
      await sendWebhook(test, webhookBody([]), { checksum: 'x' }),
      await sendWebhook(test, webhookBody([]), { checksum: '0'.repeat(64) }),
    ]
    const texts = await Promise.all(
      answers.map(async (answer) => (await answer.text()).replace(/"(request_id|server_time)":"[^"]*",?/g, '')),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401))
    expect(new Set(texts).size).toBe(1)
  })

  it('takes recording-ready as JSON too', async () => {
    const test = await start({ isWorking: false })
    const post = (body: string) =>
      test.request('POST', '/callbacks/recording-ready', {
        as: null,
        body,
        headers: { 'Content-Type': 'application/json' },
      })
    const token = signJwt({ meeting_id: 'm', record_id: 'r' })
    expect((await post(JSON.stringify({ signed_parameters: token }))).status).toBe(204)
    expect((await post(`{"signed_parameters":"${token}","signed_parameters":"${token}"}`)).status).toBe(401)
    expect((await post('{')).status).toBe(401)
    expect(await rowsOf(test)).toHaveLength(1)
  })
})

/** Counts what the answering of callbacks does with the store. */
function watch(store: Store): { transactions: number; calls: string[] } {
  const seen = { transactions: 0, calls: [] as string[] }
  const withTenant = store.withTenant.bind(store)
  const watched = (rows: TenantStore) =>
    Object.fromEntries(
      Object.entries(rows).map(([table, queries]) => [
        table,
        new Proxy(queries as object, {
          get(target, name) {
            seen.calls.push(`${table}.${String(name)}`)
            return Reflect.get(target, name) as unknown
          },
        }),
      ]),
    ) as unknown as TenantStore
  store.withTenant = (tenantId, work) => {
    seen.transactions++
    return withTenant(tenantId, (rows) => work(watched(rows)))
  }
  return seen
}

describe('HOOK-12: answering is one insert', () => {
  it('asks BBB nothing and does nothing else, whatever BBB says meanwhile', async () => {
    let isForbidden = false
    const test = await start({
      isWorking: false,
      wrapGateway: (gateway) =>
        Object.fromEntries(
          Object.entries(gateway).map(([name, call]) => [
            name,
            (...given: unknown[]) => {
              if (isForbidden && !name.startsWith('verify')) throw new Error(`${name} was asked`)
              return (call as (...given: unknown[]) => unknown)(...given)
            },
          ]),
        ) as unknown as MeetingGateway,
    })
    await test.join(teacher)
    const { params } = test.bbb.journal.of('create')[0]!
    const asked = test.bbb.journal.entries.length
    isForbidden = true
    const seen = watch(test.store)
    const meeting = { 'external-meeting-id': params['meetingID']! }
    const callbacks = [
      () => test.request('GET', params['meetingEndedURL']!.split('/v1')[1]!, { as: null }),
      () => sendReady(test, signJwt({ meeting_id: params['meetingID'], record_id: 'r' })),
      () => sendWebhook(test, webhookBody([{ id: 'user-joined', attributes: { meeting } }])),
    ]
    for (const send of callbacks) {
      seen.calls = []
      seen.transactions = 0
      const { status } = await send()
      expect([200, 204]).toContain(status)
      expect(seen.transactions).toBe(1)
      expect(seen.calls.filter((call) => !/^meetings\.(find|get)/.test(call))).toEqual(['inbox.accept'])
    }
    expect(test.bbb.journal.entries.length).toBe(asked)
    expect(test.logs.join()).not.toContain('was asked')
  })
})

describe('HOOK-8: a flood of forged callbacks', () => {
  it('stores nothing, touches the store once, and genuine ones are taken all the same', async () => {
    const test = await start({ isWorking: false })
    await test.join(teacher)
    const endedPath = test.bbb.journal.of('create')[0]!.params['meetingEndedURL']!.split('/v1')[1]!
    const seen = watch(test.store)
    const body = webhookBody([{ id: 'meeting-ended', attributes: { meeting: { 'external-meeting-id': 'm' } } }])
    const forgedKey = (n: number) => createHmac('sha256', String(n)).update('key').digest('base64url').padEnd(44, 'A')
    const forge = [
      (n: number) => test.request('GET', `/callbacks/meeting-ended/${forgedKey(n).slice(0, 44)}`, { as: null }),
      (n: number) => sendReady(test, signJwt({ meeting_id: 'm', record_id: String(n) }, foreign)),
      (n: number) => sendWebhook(test, body, { checksum: checksumOf(body, `${foreign}${n}`) }),
      () => sendWebhook(test, body, { checksum: '', headers: { Authorization: `Bearer ${foreign}` } }),
    ]
    const statuses = new Set<number>()
    for (let n = 0; n < 2000; n += forge.length * 10) {
      const answers = await Promise.all(
        Array.from({ length: forge.length * 10 }, (_, each) => forge[each % forge.length]!(n + each)),
      )
      for (const { status } of answers) statuses.add(status)
    }
    expect([...statuses].sort()).toEqual([401, 404])
    expect(seen.transactions).toBe(1)
    expect(seen.calls.filter((call) => call.startsWith('inbox'))).toEqual([])
    expect((await test.request('GET', endedPath, { as: null })).status).toBe(200)
    for (const kind of kinds) expect((await signed[kind]!(test)).status).toBe(204)
    expect((await rowsOf(test)).map(({ kind }) => kind).sort()).toEqual(['meeting-ended', 'recording-ready'])
  })

  it('genuine callbacks are taken however many come from one address', async () => {
    const test = await start({ isWorking: false, requestsPerMinute: 5 })
    for (let n = 0; n < 20; n++) expect((await signed['recording-ready']!(test)).status).toBe(204)
  })
})

describe('HOOK-4: a callback that is sent again for ever', () => {
  it('a thousand times after the recording was deleted: it stays deleted, with one row in the audit log', async () => {
    const test = await start({ tenants: { acme: { retention: { trashDays: 0 } } } })
    const location = await test.enter(teacher)
    const meetingID = location.searchParams.get('meetingID')!
    const { internalMeetingID: recordID } = test.bbb.meetings.get(meetingID)!
    const endedPath = test.bbb.journal.of('create')[0]!.params['meetingEndedURL']!.split('/v1')[1]!
    await eventually(
      async () => (await (await test.request('GET', '/rooms/maths', { as: teacher })).json()) as { state: string },
      ({ state }) => state === 'running',
    )
    test.bbb.endMeeting(meetingID)
    await test.request('GET', endedPath, { as: null })
    const lines = () =>
      test.store.withTenant('acme', ({ recordings }) =>
        recordings.listOfRoom('maths', {
          states: ['expected', 'processing', 'ready', 'published', 'deleting', 'deleted'],
          limit: 9,
        }),
      )
    const becomes = (state: string) =>
      eventually(
        () => {
          test.clock.advance(6000)
          return lines()
        },
        ([line]) => line?.state === state,
      )
    const [line] = await becomes('published')
    const token = signJwt({ meeting_id: meetingID, record_id: recordID })
    expect((await sendReady(test, token)).status).toBe(204)
    await test.request('DELETE', `/recordings/${line!.recordingId}`, { as: teacher })
    const [deleted] = await becomes('deleted')
    const audit = () => test.store.withTenant('acme', (rows) => rows.audit.list(0, 1000))
    const before = await audit()
    expect(before.filter(({ action }) => action === 'recording:deleted')).toHaveLength(1)

    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => sendReady(test, token)))
      expect(answers.every(({ status }) => status === 204)).toBe(true)
      test.clock.advance(11_000)
    }
    await eventually(
      () => test.store.withTenant('acme', ({ inbox }) => inbox.nextDueAt()),
      (at) => at === undefined,
    )
    expect(await lines()).toEqual([deleted])
    expect(await audit()).toEqual(before)
    expect(await test.store.withTenant('acme', ({ inbox }) => inbox.purge(Infinity))).toBeLessThanOrEqual(2)
    expect(test.bbb.recordings.get(recordID)?.state ?? 'deleted').toBe('deleted')
  }, 20_000)
})
