import type { Problem, RoomDeclaration, TicketAnswer, TokenRole } from '@bbb-room/bff-api'
import { startFakeBbb, type FakeBbb, type FakeBbbOptions } from '@bbb-room/fake-bbb'
import { randomBytes } from 'node:crypto'
import { createHostIssuer } from '../auth/host-issuer.test-support.ts'
import { createGateways } from '../bbb/gateways.ts'
import type { BffConfig, TenantConfig } from '../config/bff-config.ts'
import { Secret } from '../config/secret.ts'
import { readTenants, type TenantDocument } from '../config/tenants-file.ts'
import { createTenants } from '../config/tenants.ts'
import { createBff, type Bff } from '../create-bff.ts'
import type { GuardedFetch } from '../fetch/guarded-fetch.ts'
import type { LogFacts } from '../ports/logger.ts'
import type { MeetingGateway } from '../ports/meeting-gateway.ts'
import type { Store } from '../ports/store.ts'
import { openSqliteStore } from '../storage/sqlite-store.ts'
import { createTestClock, type TestClock } from '../test-clock.test-support.ts'

export const page = 'https://school.example'
export const baseUrl = 'https://meet.example'
const sharedSecret = 'kT3qWz8nVb5mXc7rLp2sAe9dFg4h-0123456789'

/** Who asks, for {@link TestBff.request}; a viewer of `maths` unless said otherwise. */
export interface TestPerson {
  tenant?: string
  sub?: string
  role?: TokenRole
  room?: string | string[]
  name?: string
  scope?: string
  azo?: string | null
}

export interface TestBff {
  bff: Bff
  bbb: FakeBbb
  store: Store
  clock: TestClock
  keys: BffConfig['keys']
  /** Every line that was logged, as text. */
  logs: string[]
  counted: string[]
  tokenOf(person: TestPerson): string
  request(method: string, path: string, options?: RequestOptions): Promise<Response>
  declare(room: string, declaration?: Partial<RoomDeclaration>, tenant?: string): Promise<void>
  join(person: TestPerson, room?: string): Promise<TicketAnswer>
  launch(
    ticket: string,
    options?: { origin?: string | null; tenant?: string; headers?: Record<string, string> },
  ): Promise<Response>
  /** Joins and launches; then fake BBB lets the person in. */
  enter(person: TestPerson, room?: string): Promise<URL>
  close(): Promise<void>
}

export interface RequestOptions {
  as?: TestPerson | null
  tenant?: string
  body?: unknown
  headers?: Record<string, string>
}

export interface TestBffOptions {
  bbb?: Partial<FakeBbbOptions>
  tenants?: Record<string, Partial<TenantDocument>>
  /** Several replicas share one. Then the test closes it. */
  store?: Store
  sharedBbb?: FakeBbb
  clock?: TestClock
  /** Whether callbacks and reconciling run; they do unless told otherwise. */
  isWorking?: boolean
  issuers?: Map<string, ReturnType<typeof createHostIssuer>>
  /** Stands between the BFF and BBB. */
  wrapGateway?: (gateway: MeetingGateway) => MeetingGateway
  guestTokensPerMinute?: number
  requestsPerMinute?: number
  /** What references to the environment resolve to, besides BBB's secret. */
  secrets?: Readonly<Record<string, string>>
  fetch?: GuardedFetch
  callbackKey?: BffConfig['keys']['callback']
}

const keys = Object.fromEntries(
  ['ticket', 'accessToken', 'callback'].map((name) => [
    name,
    { current: new Secret(`${name}-key-of-this-test-0123456789abcdef`), previous: undefined },
  ]),
) as Record<'ticket' | 'accessToken' | 'callback', BffConfig['keys']['ticket']>

const config: BffConfig = Object.freeze({
  baseUrl,
  keys: { ...keys, pseudonym: new Secret('pseudonym-key-of-this-test-0123456789abcdef') },
  trustedProxies: 0,
  limits: { requestsPerAddressPerMinute: 1_000_000, guestTokensPerAddressPerMinute: 1_000_000 },
})

/** A BFF in memory in front of a fake BBB on loopback. Close it. */
export async function startBff(options: TestBffOptions = {}): Promise<TestBff> {
  const clock = options.clock ?? createTestClock()
  const bbb =
    options.sharedBbb ??
    (await startFakeBbb({
      secret: sharedSecret,
      recordingDelayMs: { processing: 100, published: 200 },
      ...options.bbb,
    }))
  const documents = options.tenants ?? { acme: {} }
  const issuers =
    options.issuers ?? new Map(Object.keys(documents).map((id) => [id, createHostIssuer(`https://${id}.example`)]))
  const store = options.store ?? (await openSqliteStore({ file: ':memory:' }, { clock }))
  const tenants = Object.entries(documents).map(([id, document]) => readTestTenant(id, document))
  const logs: string[] = []
  const counted: string[] = []
  const record = (event: string, facts?: LogFacts) => void logs.push(JSON.stringify({ event, ...facts }))
  const gateways = createGateways((id) => {
    const tenant = tenants.find((each) => each.id === id)
    if (tenant === undefined) throw new Error(`no tenant ${id}`)
    return tenant
  })
  const { guestTokensPerMinute = 1_000_000, wrapGateway = (gateway: MeetingGateway) => gateway } = options
  const limits = {
    requestsPerAddressPerMinute: options.requestsPerMinute ?? config.limits.requestsPerAddressPerMinute,
    guestTokensPerAddressPerMinute: guestTokensPerMinute,
  }
  const bff = createBff(
    { ...config, limits, keys: { ...config.keys, callback: options.callbackKey ?? config.keys.callback } },
    {
      tenants: createTenants(tenants),
      gateways: (tenantId) => wrapGateway(gateways(tenantId)),
      store,
      clock,
      random: { bytes: (length) => randomBytes(length) },
      ...(options.fetch && { fetch: options.fetch }),
      logger: { debug: record, info: record, warn: record, error: record },
      metrics: {
        count: (name, labels = {}) => void counted.push(`${name} ${JSON.stringify(labels)}`),
        observe: () => undefined,
      },
    },
  )
  if (options.isWorking !== false) await bff.start()

  function readTestTenant(id: string, document: Partial<TenantDocument>): TenantConfig {
    const issuer = issuers.get(id)
    if (issuer === undefined) throw new Error(`no issuer for ${id}`)
    const [tenant] = readTenants(
      {
        tenants: {
          [id]: {
            bbb: { baseUrl: bbb.baseUrl, sharedSecret: 'env:SECRET' },
            issuers: [{ issuer: issuer.issuer, keys: [issuer.publicJwk] }],
            pageOrigins: [page],
            limits: { joinsPerSubjectPerMinute: 1000 },
            ...document,
          },
        },
      },
      ({ name }) => options.secrets?.[name] ?? sharedSecret,
    )
    if (tenant === undefined) throw new Error('no tenant')
    return tenant
  }

  const tokenOf: TestBff['tokenOf'] = (person) => {
    const { tenant = 'acme', sub = 'person-1', role = 'viewer', room = 'maths', name, scope, azo = page } = person
    const issuer = issuers.get(tenant)
    if (issuer === undefined) throw new Error(`no issuer for ${tenant}`)
    const iat = Math.floor(clock.now() / 1000)
    return issuer.signClaims({
      iss: issuer.issuer,
      aud: `${baseUrl}/t/${tenant}`,
      sub,
      iat,
      exp: iat + 120,
      jti: randomBytes(8).toString('hex'),
      room,
      role,
      ...(name !== undefined && { name }),
      ...(scope !== undefined && { scope }),
      ...(azo !== null && { azo }),
    })
  }

  const request: TestBff['request'] = async (method, path, { as = {}, tenant, body, headers } = {}) => {
    const sent = new Headers(headers)
    if (as !== null && !sent.has('Authorization')) sent.set('Authorization', `Bearer ${tokenOf(as)}`)
    if (body !== undefined && !sent.has('Content-Type')) sent.set('Content-Type', 'application/json')
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    return bff.app.request(`${baseUrl}/t/${tenant ?? as?.tenant ?? 'acme'}/v1${path}`, {
      method,
      headers: sent,
      ...(text !== undefined && { body: text }),
    })
  }

  const join: TestBff['join'] = async (person, room = 'maths') => {
    const answer = await request('POST', `/rooms/${room}/join`, { as: { room, ...person } })
    const body = (await answer.json()) as TicketAnswer
    if (answer.status !== 200 || typeof body.ticket !== 'string') throw new Error(`no ticket: ${JSON.stringify(body)}`)
    return body
  }

  const launch: TestBff['launch'] = (ticket, { origin = page, tenant = 'acme', headers } = {}) =>
    request('POST', '/launch', {
      as: null,
      tenant,
      body: new URLSearchParams({ ticket }).toString(),
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        ...(origin !== null && { Origin: origin }),
        ...headers,
      },
    })

  return {
    bff,
    bbb,
    store,
    clock,
    keys: config.keys,
    logs,
    counted,
    tokenOf,
    request,
    join,
    launch,
    async declare(room, declaration = {}, tenant = 'acme') {
      const answer = await request('PUT', `/rooms/${room}`, {
        as: { tenant, room, scope: 'room:manage' },
        body: { name: 'Maths', ...declaration },
      })
      if (!answer.ok) throw new Error(`not declared: ${await answer.text()}`)
    },
    async enter(person, room = 'maths') {
      const { ticket } = await join(person, room)
      const answer = await launch(ticket, { tenant: person.tenant ?? 'acme' })
      const location = new URL(answer.headers.get('Location') ?? 'about:blank')
      const { meetingID, role } = Object.fromEntries(location.searchParams)
      bbb.enter(meetingID ?? '', { role: role === 'MODERATOR' ? 'MODERATOR' : 'VIEWER' })
      return location
    },
    async close() {
      await bff.stop()
      if (options.store === undefined) await store.close()
      if (options.sharedBbb === undefined) await bbb.close()
    },
  }
}

export async function problemOf(answer: Response | Promise<Response>): Promise<Problem> {
  return (await (await answer).json()) as Problem
}

/** Asks until `check` holds. */
export async function eventually<T>(ask: () => Promise<T>, check: (value: T) => boolean, withinMs = 6000): Promise<T> {
  const giveUpAt = Date.now() + withinMs
  for (;;) {
    const value = await ask()
    if (check(value)) return value
    if (Date.now() > giveUpAt) throw new Error(`not within ${withinMs} ms, last: ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
