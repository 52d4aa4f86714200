import { describe, expect, it } from 'vitest'
import type { WebhookEvent } from './event.ts'
import { hashText } from '../checksum.ts'
import { SECRET, startTestBbb, type TestBbb } from '../client.test-support.ts'
import { type Received, type Receiver, startReceiver } from '../receiver.test-support.ts'
import { hasSamples, sampleData } from '../shared-samples.test-support.ts'

const eventOf = (body: string) => {
  const [event] = JSON.parse(new URLSearchParams(body).get('event') ?? '[]') as WebhookEvent[]
  return event!.data
}
const idsOf = (received: readonly Received[]) => received.map(({ body }) => eventOf(body).id)
const register = (server: TestBbb, callbackURL: string, parameters = {}) =>
  server.call('hooks/create', { callbackURL, ...parameters })

/** A meeting from beginning to end, and its recording until it is published. */
async function liveThrough(server: TestBbb, app: Receiver): Promise<void> {
  await register(server, `${app.url}/hook`)
  await server.create('algebra-101', { record: 'true' })
  server.bbb.enter('algebra-101', { role: 'MODERATOR' })
  await server.call('end', { meetingID: 'algebra-101' })
  await server.clock.advance(6_000)
  await server.bbb.settled()
}

/** All keys of a value, nested ones too, but not those of free maps. */
function keysOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return typeof value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, inner]) => [key, key === 'metadata' || key === 'userdata' ? 'map' : keysOf(inner)]),
  )
}

describe('hooks', () => {
  it('are unique by address, listed in CDATA and destroyed by id', async () => {
    await using server = await startTestBbb()
    const url = 'https://app.example.com/hook?a=1&b=<2>'
    const made = await register(server, url, { meetingID: 'R&D <01>é', eventID: 'Meeting-Ended,user-joined' })
    const hookID = made.value('hookID') ?? ''
    expect(made.text).toBe(
      `<response><returncode>SUCCESS</returncode><hookID>${hookID}</hookID><permanentHook>false</permanentHook><rawData>false</rawData></response>`,
    )
    const again = await register(server, url, { meetingID: 'other' })
    expect([again.value('hookID'), again.value('messageKey')]).toEqual([hookID, 'duplicateWarning'])
    expect((await server.call('hooks/list')).text).toContain(
      `<hook><hookID>${hookID}</hookID><callbackURL><![CDATA[${url}]]></callbackURL><meetingID><![CDATA[R&D <01>é]]></meetingID><eventID>meeting-ended,user-joined</eventID><permanentHook>false</permanentHook>`,
    )
    expect((await server.call('hooks/destroy', { hookID })).text).toBe(
      '<response><returncode>SUCCESS</returncode><removed>true</removed></response>',
    )
    expect((await server.call('hooks/destroy', { hookID })).value('messageKey')).toBe('destroyMissingHook')
  })

  it('compare checksums exactly, and fail with 500 at a wrong length', async () => {
    await using server = await startTestBbb()
    const url = server.urlOf('hooks/list')
    const upper = url.replace(/checksum=(\w+)/, (_all, hex: string) => `checksum=${hex.toUpperCase()}`)
    expect(await (await fetch(upper)).text()).toContain('You did not pass the checksum security check.')
    expect((await fetch(url.slice(0, -1))).status).toBe(500)
    expect(await (await fetch(`${server.bbb.baseUrl}api/hooks/ping`)).text()).not.toBe('')
  })

  it('of the operator stay', async () => {
    await using server = await startTestBbb({ permanentHooks: [{ callbackURL: 'https://app.example.com/all' }] })
    const hookID = (await server.call('hooks/list')).value('hookID') ?? ''
    expect((await server.call('hooks/destroy', { hookID })).value('messageKey')).toBe('destroyHookError')
  })
})

describe('webhook delivery', () => {
  it('is a form whose raw body is covered by the checksum in the address', async () => {
    await using server = await startTestBbb({ hookAuthentication: { kind: 'checksum', algorithm: 'sha256' } })
    await using app = await startReceiver()
    await register(server, `${app.url}/hook?tenant=7`)
    await server.create('algebra-101')
    await server.bbb.settled()
    const [request] = app.received
    const checksum = hashText('sha256', `${app.url}/hook?tenant=7${request?.body ?? ''}${SECRET}`)
    expect(request?.target).toBe(`/hook?tenant=7&checksum=${checksum}`)
    expect([...new URLSearchParams(request?.body).keys()]).toEqual(['domain', 'event', 'timestamp'])
  })

  it('carries the secret itself where the operator chose a bearer', async () => {
    await using server = await startTestBbb({ hookAuthentication: { kind: 'bearer', algorithm: 'sha1' } })
    await using app = await startReceiver()
    await register(server, `${app.url}/hook`)
    await server.create('algebra-101')
    await server.bbb.settled()
    expect(app.received[0]).toMatchObject({ target: '/hook', headers: { authorization: `Bearer ${SECRET}` } })
  })

  it('tells the whole life of a meeting and its recording', async () => {
    await using server = await startTestBbb()
    await using app = await startReceiver()
    await liveThrough(server, app)
    const ids = idsOf(app.received)
    expect(new Set(ids)).toEqual(
      new Set([
        ...['meeting-created', 'user-joined', 'meeting-recording-started', 'meeting-recording-stopped'],
        ...['user-left', 'meeting-ended'],
        ...['archive', 'sanity', 'post-archive', 'process', 'post-process', 'publish', 'post-publish'].flatMap(
          (step) => [`rap-${step}-started`, `rap-${step}-ended`],
        ),
      ]),
    )
    expect(ids).toHaveLength(20)
  })

  it.skipIf(!hasSamples)('words events like the samples', async () => {
    const { webhooks } = sampleData('callbacks.json') as { webhooks: { events: WebhookEvent[] } }
    await using server = await startTestBbb()
    await using app = await startReceiver()
    await liveThrough(server, app)
    for (const { body } of app.received) {
      const data = eventOf(body)
      const sample = webhooks.events.find((each) => each.data.id === data.id)
      expect([data.id, keysOf(data)]).toEqual([data.id, keysOf(sample?.data)])
    }
  })

  it('respects the meeting and the events asked for, and has nothing for raw hooks', async () => {
    await using server = await startTestBbb()
    await using app = await startReceiver()
    await register(server, `${app.url}/scoped`, { meetingID: 'algebra-101', eventID: 'meeting-ended' })
    await register(server, `${app.url}/raw`, { getRaw: 'true' })
    for (const meetingID of ['algebra-101', 'other']) {
      await server.create(meetingID)
      await server.call('end', { meetingID })
    }
    await server.bbb.settled()
    expect(idsOf(app.received)).toEqual(['meeting-ended'])
    expect(eventOf(app.received[0]!.body).attributes['meeting']).toMatchObject({ 'external-meeting-id': 'algebra-101' })
  })

  it('repeats the same bytes for about five minutes, then gives the hook up', async () => {
    await using server = await startTestBbb()
    await using app = await startReceiver()
    app.answer = 500
    await register(server, `${app.url}/hook`, { eventID: 'meeting-created' })
    await server.create('algebra-101', { meetingExpireIfNoUserJoinedInMinutes: '60' })
    await server.bbb.settled()
    await server.clock.advance(295_000)
    expect((await server.call('hooks/list')).value('hookID')).toBeDefined()
    await server.clock.advance(5_000)
    expect(app.received).toHaveLength(13)
    expect(new Set(app.received.map(({ body }) => body)).size).toBe(1)
    expect((await server.call('hooks/list')).value('hookID')).toBeUndefined()
  })

  it('takes 401 for delivered, and keeps trying for a permanent hook', async () => {
    await using app = await startReceiver()
    await using server = await startTestBbb({ permanentHooks: [{ callbackURL: `${app.url}/all` }] })
    app.answer = 500
    await server.create('algebra-101', { meetingExpireIfNoUserJoinedInMinutes: '600' })
    await server.bbb.settled()
    await server.clock.advance(3_600_000)
    expect(app.received.length).toBeGreaterThan(60)
    app.answer = 401
    await server.clock.advance(60_000)
    const { length } = app.received
    await server.clock.advance(3_600_000)
    expect(app.received).toHaveLength(length)
  })

  it('comes twice where told to', async () => {
    await using server = await startTestBbb()
    await using app = await startReceiver()
    await register(server, `${app.url}/hook`)
    server.bbb.callbacks.repeat = 2
    await server.create('algebra-101')
    await server.bbb.settled()
    expect(idsOf(app.received)).toEqual(['meeting-created', 'meeting-created'])
  })
})
