import type { RoomInfo } from '@bbb-room/bff-api'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually, startBff, type TestBff, type TestBffOptions } from '../start-bff.test-support.ts'
import {
  checksumOf,
  forwardWebhooks,
  rowsOf,
  sendWebhook,
  sharedSecret,
  webhookBody,
  webhookUrl,
} from './sign-callbacks.test-support.ts'

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
/** Verifying asks no BBB. */
const nowhere = { baseUrl: 'http://127.0.0.1:9/bigbluebutton/', sharedSecret: 'env:SECRET' }
const state = async (test: TestBff) =>
  ((await (await test.request('GET', '/rooms/maths', { as: teacher })).json()) as RoomInfo).state

/** A meeting of ours, as BBB knows it, with no worker to look after it. */
async function makeMeeting(test: TestBff): Promise<string> {
  await test.join(teacher)
  return test.bbb.journal.of('create')[0]!.params['meetingID']!
}
const endedOf = (meetingID: string) => [
  { id: 'meeting-ended', attributes: { meeting: { 'external-meeting-id': meetingID } } },
]

describe('POST /callbacks/webhook', () => {
  it('HOOK-5: the verdict is over the registered address and the raw bytes, through whatever proxy they came', async () => {
    const test = await start({ isWorking: false })
    const body = webhookBody(endedOf(await makeMeeting(test)))
    const proxies: Record<string, string>[] = [
      {},
      { Host: 'bff.inner:8080' },
      { Host: '10.0.0.7' },
      { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'http', 'X-Forwarded-Prefix': '/x' },
      { Forwarded: 'host=evil.example;proto=http', 'X-Original-URL': '/t/other/v1/callbacks/webhook' },
    ]
    for (const headers of proxies) {
      expect((await sendWebhook(test, body, { headers })).status, JSON.stringify(headers)).toBe(204)
      const wrong = await sendWebhook(test, body, { headers, checksum: checksumOf(body, 'another-secret') })
      expect(wrong.status, JSON.stringify(headers)).toBe(401)
    }
    const asked = 'https://evil.example/t/acme/v1/callbacks/webhook'
    const overAsked = checksumOf(body, sharedSecret, 'sha256', asked)
    const answer = await test.bff.app.request(`${asked}?checksum=${overAsked}`, { method: 'POST', body })
    expect(answer.status).toBe(401)
    const reencoded = new URLSearchParams(new URLSearchParams(body)).toString().replaceAll('%22', '"')
    expect(reencoded).not.toBe(body)
    expect((await sendWebhook(test, reencoded, { checksum: checksumOf(body) })).status).toBe(401)
    expect((await sendWebhook(test, decodeURIComponent(body), { checksum: checksumOf(body) })).status).toBe(401)
    expect(await rowsOf(test)).toHaveLength(1)
  })

  it('HOOK-6: takes SHA-256 and longer; SHA-1 only where the server’s record says so', async () => {
    const verdicts = async (test: TestBff) => {
      const body = webhookBody(endedOf('nobody'))
      return Promise.all(
        ['sha1', 'sha256', 'sha384', 'sha512'].map(
          async (algorithm) =>
            (await sendWebhook(test, body, { checksum: checksumOf(body, sharedSecret, algorithm) })).status,
        ),
      )
    }
    const test = await start({ isWorking: false })
    expect(await verdicts(test)).toEqual([401, 204, 204, 204])
    expect(test.counted).toContain(
      'bbb_room_callbacks_refused_total {"tenant":"acme","kind":"webhook","reason":"algorithm"}',
    )
    await test.close()
    const bbb = { ...nowhere, webhooks: { dangerouslyAllowSha1: true } }
    expect(await verdicts(await start({ isWorking: false, tenants: { acme: { bbb } } }))).toEqual([204, 204, 204, 204])
  })

  it('HOOK-7: the secret as a bearer counts only where the tenant chose it, and shows nowhere', async () => {
    const send = (test: TestBff, token: string) =>
      sendWebhook(test, webhookBody(endedOf('nobody')), {
        checksum: '',
        headers: { Authorization: `Bearer ${token}` },
      })
    const test = await start({ isWorking: false })
    const refused = await send(test, sharedSecret)
    expect(refused.status).toBe(401)
    await test.close()
    const bbb = { ...nowhere, webhooks: { dangerouslyAllowBearer: true } }
    const chosen = await start({ isWorking: false, tenants: { acme: { bbb } } })
    const taken = await send(chosen, sharedSecret)
    expect(taken.status).toBe(204)
    expect((await send(chosen, `${sharedSecret}x`)).status).toBe(401)
    expect((await send(chosen, sharedSecret.toLowerCase())).status).toBe(401)
    for (const each of [test, chosen]) expect([...each.logs, ...each.counted].join()).not.toContain(sharedSecret)
    expect((await refused.text()) + (await taken.text())).not.toContain(sharedSecret)
  })

  it('HOOK-14: an event that is three days old is accepted, once', async () => {
    const test = await start({ isWorking: false })
    const meetingID = await makeMeeting(test)
    const body = webhookBody(endedOf(meetingID), Date.now() - 3 * 86_400_000)
    expect((await sendWebhook(test, body)).status).toBe(204)
    expect((await sendWebhook(test, body)).status).toBe(204)
    expect(await rowsOf(test)).toHaveLength(1)
    expect(test.counted.filter((line) => line.includes('"repeated":"false"'))).toHaveLength(1)
  })

  it('a secret that is being changed: the current and the previous both verify', async () => {
    const previous = 'previous-secret-0123456789-0123456789'
    const changing = await start({
      isWorking: false,
      tenants: { acme: { bbb: { ...nowhere, sharedSecret: ['env:SECRET', 'env:PREVIOUS'] } } },
      secrets: { SECRET: sharedSecret, PREVIOUS: previous },
    })
    const body = webhookBody(endedOf('nobody'))
    expect((await sendWebhook(changing, body)).status).toBe(204)
    expect((await sendWebhook(changing, body, { checksum: checksumOf(body, previous) })).status).toBe(204)
  })

  it.each([
    ['the external id', (meetingID: string) => ({ 'external-meeting-id': meetingID })],
    ['BBB’s own id', (_: string, internal: string) => ({ 'internal-meeting-id': internal })],
    [
      'BBB’s own id, where its node was told another external one',
      (_: string, internal: string) => ({ 'external-meeting-id': 'of-the-balancer', 'internal-meeting-id': internal }),
    ],
    [
      'the external id, where the other is not that of the run that we know',
      (meetingID: string) => ({ 'external-meeting-id': meetingID, 'internal-meeting-id': 'unknown' }),
    ],
  ])('knows a meeting by %s', async (_, idsOf) => {
    const test = await start({ isWorking: false })
    const meetingID = await makeMeeting(test)
    const { internalMeetingID } = test.bbb.meetings.get(meetingID)!
    const meeting = idsOf(meetingID, internalMeetingID)
    expect((await sendWebhook(test, webhookBody([{ id: 'meeting-ended', attributes: { meeting } }]))).status).toBe(204)
    expect(await rowsOf(test)).toMatchObject([{ kind: 'webhook', facts: { about: 'end' } }])
  })

  it('stores nothing of meetings that are not ours, nor of events that it has no use for', async () => {
    const test = await start({ isWorking: false })
    const meetingID = await makeMeeting(test)
    const about = { meeting: { 'external-meeting-id': meetingID } }
    expect((await sendWebhook(test, webhookBody(endedOf('of-somebody-else')))).status).toBe(204)
    expect((await sendWebhook(test, webhookBody([{ id: 'pad-content', attributes: about }]))).status).toBe(204)
    const canary = { ...about, user: { name: 'Canary Name', 'session-token': 'canary-token' } }
    expect((await sendWebhook(test, webhookBody([{ id: 'user-joined', attributes: canary }]))).status).toBe(204)
    const rows = await rowsOf(test)
    expect(rows.map(({ facts }) => facts['about'])).toEqual(['people'])
    expect(JSON.stringify(rows) + test.logs.join()).not.toMatch(/canary/i)
  })

  it('takes what is genuine and unreadable, and does nothing with it', async () => {
    const test = await start({ isWorking: false })
    for (const body of ['', 'event=x', 'event=%5B1%5D', 'a=b&event={}']) {
      expect((await sendWebhook(test, body)).status, body).toBe(204)
    }
    expect(await rowsOf(test)).toEqual([])
  })
})

const registering = (bbb?: TestBffOptions['bbb']): TestBffOptions => ({
  bbb: { callbacks: 'block', hookAuthentication: { kind: 'checksum', algorithm: 'sha256' }, ...bbb },
})

describe('the registration of our address', () => {
  /** The tenant's document names fake BBB's address, which is known once it runs. */
  async function startRegistering(options: TestBffOptions = registering()): Promise<TestBff> {
    const first = await startBff({ ...options, isWorking: false })
    const { baseUrl } = first.bbb
    const bbb = { baseUrl, sharedSecret: 'env:SECRET', webhooks: { register: true } }
    running = await startBff({ ...options, sharedBbb: first.bbb, tenants: { acme: { bbb } } })
    const close = running.close.bind(running)
    running.close = async () => {
      await close()
      await first.close()
    }
    await running.declare('maths', { record: true })
    return running
  }
  const ours = (test: TestBff) => test.bbb.hooks.all().filter(({ callbackURL }) => callbackURL === webhookUrl)

  it('is made once, and again after BBB dropped it', async () => {
    const test = await startRegistering()
    const [hook] = await eventually(
      () => Promise.resolve(ours(test)),
      (hooks) => hooks.length === 1,
    )
    expect(hook).toMatchObject({ meetingID: undefined, permanent: false, raw: false })
    expect(hook!.eventIDs).toContain('meeting-ended')
    for (let n = 0; n < 3; n++) {
      test.clock.advance(6 * 60_000)
      const before = test.bbb.journal.count('hooks/list')
      await eventually(
        () => Promise.resolve(test.bbb.journal.count('hooks/list')),
        (count) => count > before,
      )
    }
    expect(test.bbb.journal.count('hooks/create')).toBe(1)
    test.bbb.hooks.destroy(hook!.hookID)
    test.clock.advance(6 * 60_000)
    await eventually(
      () => Promise.resolve(ours(test)),
      (hooks) => hooks.length === 1,
    )
    expect(test.bbb.journal.count('hooks/create')).toBe(2)
  })

  it('is replaced when it is for other events than we need', async () => {
    const options = registering()
    const first = await startBff({ ...options, isWorking: false })
    first.bbb.hooks.create({
      callbackURL: webhookUrl,
      meetingID: undefined,
      eventIDs: ['meeting-created'],
      permanent: false,
      raw: false,
    })
    const bbb = { baseUrl: first.bbb.baseUrl, sharedSecret: 'env:SECRET', webhooks: { register: true } }
    running = await startBff({ ...options, sharedBbb: first.bbb, tenants: { acme: { bbb } } })
    await eventually(
      () => Promise.resolve(ours(first)),
      ([hook]) => hook?.eventIDs?.includes('meeting-ended') === true,
    )
    expect(ours(first)).toHaveLength(1)
    await running.close()
    running = first
  })

  it('is taken back once the tenant does not want it any more', async () => {
    const first = await startBff({ ...registering(), isWorking: false })
    const { clock, store } = first
    const bbb = { baseUrl: first.bbb.baseUrl, sharedSecret: 'env:SECRET' }
    const shared = { sharedBbb: first.bbb, clock, store }
    const wanting = await startBff({ ...shared, tenants: { acme: { bbb: { ...bbb, webhooks: { register: true } } } } })
    await eventually(
      () => store.withTenant('acme', ({ facts }) => facts.get('bbb-webhook-registered')),
      (fact) => fact?.value === 'yes',
    )
    await wanting.close()
    running = first
    const notWanting = await startBff({ ...shared, tenants: { acme: { bbb } } })
    clock.advance(6 * 60_000)
    await eventually(
      () => Promise.resolve(ours(first)),
      (hooks) => hooks.length === 0,
    )
    await notWanting.close()
  })

  it('a server without the add-on keeps nobody from a class', async () => {
    const test = await startRegistering(registering({ webhooks: false }))
    await test.enter(teacher)
    await eventually(
      () => state(test),
      (now) => now === 'running',
    )
    expect(test.logs.join()).toContain('reconcile-failed')
  })

  it('HOOK-10: what the add-on tells ends the meeting and finds its recording, told twice and in any order', async () => {
    const test = await startRegistering()
    await eventually(
      () => Promise.resolve(ours(test)),
      (hooks) => hooks.length === 1,
    )
    const location = await test.enter(teacher)
    const meetingID = location.searchParams.get('meetingID')!
    expect(new Set(await forwardWebhooks(test))).toEqual(new Set([204]))
    await eventually(
      () => state(test),
      (now) => now === 'running',
    )
    test.bbb.endMeeting(meetingID)
    await eventually(
      () => Promise.resolve([...test.bbb.recordings.all()].map((each) => each.state)),
      (states) => states.includes('published'),
    )
    for (let n = 0; n < 2; n++) expect(new Set(await forwardWebhooks(test))).toEqual(new Set([204]))
    await eventually(
      () => state(test),
      (now) => now === 'ended',
    )
    await eventually(
      async () => {
        test.clock.advance(6000)
        return test.store.withTenant('acme', ({ recordings }) =>
          recordings.listOfRoom('maths', { states: ['published'], limit: 9 }),
        )
      },
      (lines) => lines.length === 1,
    )
    const audit = await test.store.withTenant('acme', (rows) => rows.audit.list(0, 100))
    expect(audit.filter(({ action }) => action === 'meeting:ended')).toHaveLength(1)
  })
})
