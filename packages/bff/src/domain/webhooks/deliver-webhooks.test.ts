import { hostEventSchema, hostEventTypes } from '@bbb-room/bff-api'
import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TenantConfig, WebhookEndpoint } from '../../config/bff-config.ts'
import { Secret } from '../../config/secret.ts'
import type { Store } from '../../ports/store.ts'
import type { WebhookTransport } from '../../ports/webhook-transport.ts'
import { openSqliteStore } from '../../storage/sqlite-store.ts'
import { createDeliverWebhooks } from './deliver-webhooks.ts'
import { listWebhookEndpoints, resumeWebhookEndpoint } from './manage-webhooks.ts'
import { createTellHost, type HostNews } from './tell-host.ts'

const start = Date.parse('2026-11-24T08:00:00Z')
const days = 24 * 3600 * 1000
const newKey = () => new Secret(`whsec_${randomBytes(32).toString('base64')}`)
const ended: HostNews = {
  type: 'meeting.ended',
  data: {
    room: 'maths',
    meeting: 'm1',
    started_at: null,
    ended_at: '2026-11-24T08:00:00.000Z',
    reason: 'ended',
  },
}

let store: Store
let now: number
let sent: { url: string; id: string; body: string; at: number; headers: Readonly<Record<string, string>> }[]
let endpoints: WebhookEndpoint[]
let answer: (url: string) => number
beforeEach(async () => {
  now = start
  sent = []
  answer = () => 204
  endpoints = [{ url: 'https://one.example/hook', keys: [newKey()], events: hostEventTypes }]
  store = await openSqliteStore({ file: ':memory:' }, { clock: { now: () => now, sleep: () => Promise.resolve() } })
})
afterEach(() => store.close())

function services(random = (length: number) => new Uint8Array(randomBytes(length))) {
  const outcomes: string[] = []
  const post: WebhookTransport = (url, { headers, body }) => {
    sent.push({ url, id: headers['webhook-id'] ?? '', body, at: now, headers })
    const status = answer(url)
    return status === 0 ? Promise.reject(new Error('refused')) : Promise.resolve(status)
  }
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  const ports = {
    store,
    clock: { now: () => now, sleep: () => Promise.resolve() },
    random: { bytes: random },
    tenantOf: () => ({ webhooks: endpoints }) as unknown as TenantConfig,
    log: silent,
    metrics: {
      count: (_name: string, labels: Readonly<Record<string, string>> = {}) =>
        void outcomes.push(labels['outcome'] ?? ''),
      observe: () => undefined,
    },
  }
  const tell = createTellHost(ports)
  return {
    outcomes,
    deliver: createDeliverWebhooks(ports, post),
    tell: (event: HostNews) => store.withTenant('acme', (rows) => tell(rows, 'acme', event, now)),
  }
}

async function runFor(deliver: (tenantId: string) => Promise<number>, durationMs: number): Promise<void> {
  const until = now + durationMs
  for (;;) {
    while ((await deliver('acme')) > 0);
    const next = await store.withTenant('acme', ({ webhooks }) => webhooks.nextDueAt())
    if (next === undefined || next > until) break
    now = next
  }
  now = until
}

describe('webhooks to the host', () => {
  it('tells each address once, under 20 kB, with the tenant and what happened', async () => {
    endpoints.push({ url: 'https://two.example/hook', keys: [newKey()], events: hostEventTypes })
    const { deliver, tell } = services()
    await tell(ended)
    await runFor(deliver, days)
    expect(sent.map(({ url }) => url).sort()).toEqual(['https://one.example/hook', 'https://two.example/hook'])
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1)
    expect(hostEventSchema.parse(JSON.parse(sent[0]!.body))).toEqual({
      type: 'meeting.ended',
      timestamp: '2026-11-24T08:00:00.000Z',
      data: { tenant: 'acme', ...ended.data },
    })
    expect(Buffer.byteLength(sent[0]!.body)).toBeLessThan(20_000)
  })

  it('tells an address only of the events that it wants', async () => {
    endpoints = [{ url: 'https://one.example/hook', keys: [newKey()], events: ['recording.ready'] }]
    const { deliver, tell } = services()
    await tell(ended)
    await runFor(deliver, days)
    expect(sent).toEqual([])
  })

  it('undoes the webhook with the change it would have told of', async () => {
    const { deliver } = services()
    const tell = createTellHost({
      tenantOf: () => ({ webhooks: endpoints }) as unknown as TenantConfig,
      random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
    })
    await store
      .withTenant('acme', async (rows) => {
        await tell(rows, 'acme', ended, now)
        throw new Error('undone')
      })
      .catch(() => undefined)
    await runFor(deliver, days)
    expect(sent).toEqual([])
  })

  it.each([0, 301, 307, 400, 404, 500, 503])(
    'tries ten times over three days with the same id after status %i, then gives up',
    async (status) => {
      answer = () => status
      const { deliver, tell } = services(() => new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]))
      await tell(ended)
      await runFor(deliver, 30 * days)
      expect(sent).toHaveLength(10)
      expect(new Set(sent.map(({ id, body }) => id + body)).size).toBe(1)
      expect(sent.at(-1)!.at - start).toBeGreaterThanOrEqual(3 * days)
      expect(sent.at(-1)!.at - start).toBeLessThan(4 * days)
      const pauses = sent.slice(1).map(({ at }, place) => at - sent[place]!.at)
      expect(pauses).toEqual([...pauses].sort((a, b) => a - b))
    },
  )

  it('spreads the repeats, so that a hundred that failed together do not come back together', async () => {
    answer = () => 503
    const { deliver, tell } = services()
    for (let n = 0; n < 100; n++) await tell(ended)
    while ((await deliver('acme')) > 0);
    now += 6000
    while ((await deliver('acme')) > 0);
    sent = []
    answer = () => 200
    await runFor(deliver, days)
    expect(sent).toHaveLength(100)
    expect(new Set(sent.map(({ at }) => at)).size).toBeGreaterThan(20)
  })

  it('stops at 410 what waits and what comes, until the address is resumed', async () => {
    const { deliver, tell } = services()
    answer = () => 410
    await tell(ended)
    await deliver('acme')
    await tell(ended)
    await runFor(deliver, 10 * days)
    expect(sent).toHaveLength(1)
    const tenant = { id: 'acme', webhooks: endpoints }
    expect(await listWebhookEndpoints(store, tenant)).toEqual([{ place: 0, isStopped: true }])
    expect(await resumeWebhookEndpoint(store, tenant, 1)).toBe(false)
    expect(await resumeWebhookEndpoint(store, tenant, 0)).toBe(true)
    expect(await listWebhookEndpoints(store, tenant)).toEqual([{ place: 0, isStopped: false }])
    answer = () => 204
    await tell(ended)
    await runFor(deliver, days)
    expect(sent).toHaveLength(2)
  })

  it('sends again under the same id what a sender sent and could not mark', async () => {
    const { deliver, tell } = services()
    await tell(ended)
    const lost = await store.withTenant('acme', ({ webhooks }) => webhooks.claimDue(now, now + 60_000, 9))
    expect(await deliver('acme')).toBe(0)
    await runFor(deliver, days)
    expect(sent.map(({ id }) => id)).toEqual([lost[0]!.messageId])
  })

  it('SSRF-7: signs each attempt with the keys of that moment, with both while one is being changed', async () => {
    now = Date.now()
    const [before, after] = [newKey(), newKey()]
    endpoints = [{ url: 'https://one.example/hook', keys: [before], events: hostEventTypes }]
    answer = () => 503
    const { deliver, tell } = services()
    await tell(ended)
    await deliver('acme')
    endpoints = [{ url: 'https://one.example/hook', keys: [after, before], events: hostEventTypes }]
    await runFor(deliver, 10_000)
    endpoints = [{ url: 'https://one.example/hook', keys: [after], events: hostEventTypes }]
    answer = () => 204
    await runFor(deliver, days)
    const isSignedWith = (key: Secret, { body, headers }: (typeof sent)[number]) => {
      const signatures = headers['webhook-signature']!.split(' ')
      const sentAt = new Date(Number(headers['webhook-timestamp']) * 1000)
      return signatures.includes(new Webhook(key.reveal()).sign(headers['webhook-id']!, sentAt, body))
    }
    expect(sent.map((each) => [before, after].map((key) => isSignedWith(key, each)))).toEqual([
      [true, false],
      [true, true],
      [false, true],
    ])
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1)
  })

  it('sends nothing to an address that was taken out of the configuration', async () => {
    const { deliver, tell, outcomes } = services()
    await tell(ended)
    endpoints = []
    await runFor(deliver, days)
    expect(outcomes).toEqual([])
    await runFor(deliver, 3 * days)
    expect(outcomes).toEqual(['endpoint-removed'])
    expect(sent).toEqual([])
    expect(await store.withTenant('acme', ({ webhooks }) => webhooks.nextDueAt())).toBeUndefined()
  })

  it('leaves what is for an address that it does not know yet to a replica that does', async () => {
    const known = endpoints
    const { deliver, tell, outcomes } = services()
    await tell(ended)
    endpoints = []
    await deliver('acme')
    endpoints = known
    await runFor(deliver, 10_000)
    expect(sent).toHaveLength(1)
    expect(outcomes).toEqual(['delivered'])
  })

  it('is not held up by an address that fails', async () => {
    endpoints.push({ url: 'https://two.example/hook', keys: [newKey()], events: hostEventTypes })
    answer = (url) => (url.includes('one') ? 500 : 200)
    const { deliver, tell } = services()
    for (let n = 0; n < 30; n++) await tell(ended)
    while ((await deliver('acme')) > 0);
    expect(sent.filter(({ url }) => url.includes('two'))).toHaveLength(30)
  })
})
