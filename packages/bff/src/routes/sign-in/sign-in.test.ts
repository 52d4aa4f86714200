import type { TicketAnswer } from '@bbb-room/bff-api'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startOpenIdProvider, type FakeOpenIdProvider } from '@bbb-room/fake-openid'
import type { TenantDocument } from '../../config/tenants-file.ts'
import { cutOffTokens } from '../../domain/people/cut-off-tokens.ts'
import { baseUrl, page, problemOf, startBff, type TestBff } from '../start-bff.test-support.ts'

const callback = `${baseUrl}/t/acme/v1/sign-in/callback`
let provider: FakeOpenIdProvider
let test: TestBff

beforeAll(async () => {
  provider = await startOpenIdProvider()
  provider.open(callback)
})
afterEach(() => test.close())
afterAll(() => provider.close())

async function start(signIn: Partial<NonNullable<TenantDocument['signIn']>> = {}): Promise<void> {
  provider.person = { sub: 'ada', name: 'Ada Lovelace', groups: ['teachers'] }
  const { issuer, clientId } = provider
  const document: Partial<TenantDocument> = {
    signIn: {
      issuer,
      clientId,
      clientSecret: 'env:CLIENT_SECRET',
      rules: [
        { claim: 'groups', value: 'teachers', role: 'moderator' },
        { claim: 'groups', value: 'pupils', role: 'viewer', rooms: ['maths'] },
      ],
      ...signIn,
    },
  }
  test = await startBff({
    isWorking: false,
    tenants: { acme: document, other: document },
    secrets: { CLIENT_SECRET: provider.clientSecret },
  })
  await test.declare('maths', { wait_for_moderator: false })
}

/** A browser's cookies for one site, and nothing else of a browser. */
class Jar {
  readonly #cookies = new Map<string, string>()
  take(answer: Response): Response {
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split(/=(.*)/s)
      if (value === '') this.#cookies.delete(name)
      else this.#cookies.set(name, value)
    }
    return answer
  }
  get header(): string {
    return [...this.#cookies].map((pair) => pair.join('=')).join('; ')
  }
}

const ask = async (jar: Jar, path: string, options: { method?: string; body?: string; headers?: object } = {}) =>
  jar.take(
    await test.request(options.method ?? 'GET', path, {
      as: null,
      ...(options.body !== undefined && { body: options.body }),
      headers: { Cookie: jar.header, ...options.headers },
    }),
  )

/** From the provider's authorization endpoint back to where it redirects. */
async function atProvider(address: string): Promise<URL> {
  const jar = new Jar()
  let next = new URL(address)
  for (let hops = 0; hops < 8; hops++) {
    const answer = jar.take(await fetch(next, { redirect: 'manual', headers: { cookie: jar.header } }))
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`the provider stopped with ${answer.status}: ${await answer.text()}`)
    next = new URL(location, next)
    if (next.origin === baseUrl) return next
  }
  throw new Error('too many redirects')
}

async function signIn(jar = new Jar(), room = 'maths'): Promise<Jar> {
  const begun = await ask(jar, `/sign-in?room=${room}`)
  expect(begun.status).toBe(303)
  const back = await atProvider(begun.headers.get('Location')!)
  const ended = await ask(jar, `/sign-in/callback${back.search}`)
  expect(ended.status).toBe(303)
  expect(ended.headers.get('Location')).toBe(`${baseUrl}/t/acme/v1/r/${room}`)
  return jar
}

const askToken = (jar: Jar, room = 'maths', headers: object = { Origin: baseUrl }) =>
  ask(jar, '/token', {
    method: 'POST',
    body: JSON.stringify({ grant_type: 'urn:bbb-room:sign-in', room }),
    headers: { 'Content-Type': 'application/json', ...headers },
  })

async function joinWith(jar: Jar): Promise<URLSearchParams> {
  const { access_token } = (await (await askToken(jar)).json()) as { access_token: string }
  const headers = { Authorization: `Bearer ${access_token}`, Origin: baseUrl }
  const { ticket } = (await (await test.request('POST', '/rooms/maths/join', { headers })).json()) as TicketAnswer
  const launched = await test.launch(ticket, { origin: baseUrl })
  expect(launched.status).toBe(303)
  return new URL(launched.headers.get('Location')!).searchParams
}

describe('signing in at a tenant’s OpenID provider', () => {
  it('lets somebody in as what the tenant’s rules say, under a pseudonym', async () => {
    await start()
    const teacher = await joinWith(await signIn())
    expect(Object.fromEntries(teacher)).toMatchObject({ role: 'MODERATOR', fullName: 'Ada Lovelace' })
    expect(teacher.get('userID')).toMatch(/^[\w-]{32}$/)
    provider.person = { sub: 'bob', name: 'Bob', groups: ['pupils'] }
    expect(Object.fromEntries(await joinWith(await signIn()))).toMatchObject({ role: 'VIEWER', fullName: 'Bob' })
  })

  it('lets nobody in whom no rule fits, nor into a room that the rule does not name', async () => {
    await start()
    provider.person = { sub: 'eve', name: 'Eve', groups: ['visitors'] }
    expect(await problemOf(askToken(await signIn()))).toMatchObject({ status: 403, code: 'NOT_ALLOWED' })
    provider.person = { sub: 'bob', name: 'Bob', groups: ['pupils'] }
    const jar = await signIn()
    expect((await askToken(jar)).status).toBe(200)
    expect(await problemOf(askToken(jar, 'staff-room'))).toMatchObject({ status: 403, code: 'NOT_ALLOWED' })
  })

  it('asks by code, PKCE, state and nonce, none of which shows the browser’s secret', async () => {
    await start()
    const jar = new Jar()
    const begun = await ask(jar, '/sign-in?room=maths')
    const { searchParams } = new URL(begun.headers.get('Location')!)
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: callback,
      code_challenge_method: 'S256',
      scope: 'openid profile',
    })
    expect(searchParams.get('state')).toMatch(/^maths\.[\w-]{43}$/)
    expect(begun.headers.get('Location')).not.toContain(jar.header.split('=')[1])
  })

  it('HTTP-3: sets cookies that scripts, other hosts and other sites do not get', async () => {
    await start()
    const jar = new Jar()
    const begun = await ask(jar, '/sign-in?room=maths')
    const back = await atProvider(begun.headers.get('Location')!)
    const ended = await ask(jar, `/sign-in/callback${back.search}`)
    const [attempt] = begun.headers.getSetCookie()
    const session = ended.headers.getSetCookie().find((line) => line.includes('-session-'))
    expect(attempt).toMatch(
      /^__Host-bbb-room-sign-in-acme=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(session).toMatch(
      /^__Host-bbb-room-session-acme=[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )
  })

  it('JWT-6: takes no answer that this browser did not ask for, and none twice', async () => {
    await start()
    const [mine, theirs] = [new Jar(), new Jar()]
    const begun = await ask(mine, '/sign-in?room=maths')
    await ask(theirs, '/sign-in?room=maths')
    const back = await atProvider(begun.headers.get('Location')!)
    const used = new Jar()
    used.take(begun)
    const callbackOf = (jar: Jar, search = back.search) => ask(jar, `/sign-in/callback${search}`)
    expect((await callbackOf(theirs)).status).toBe(403)
    expect((await callbackOf(new Jar())).status).toBe(403)
    for (const change of [
      back.search.replace('state=maths.', 'state=staff.'),
      back.search.replace(/state=[^&]+/, 'state='),
      back.search.replace(/iss=[^&]+/, 'iss=https://evil.example'),
      back.search.replace(/code=[^&]+/, 'code=stolen'),
    ]) {
      const jar = new Jar()
      jar.take(begun)
      const answer = await callbackOf(jar, change)
      expect(answer.status, change).toBe(403)
      expect(await answer.text()).toContain('The sign-in was not completed')
    }
    expect((await callbackOf(mine)).status).toBe(303)
    expect((await callbackOf(used)).status).toBe(403)
  })

  it('gives a token to our own page only, whatever cookie comes along', async () => {
    await start()
    const jar = await signIn()
    for (const headers of [{ Origin: page }, {}, { Origin: 'null' }]) {
      expect(await problemOf(askToken(jar, 'maths', headers))).toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' })
    }
    expect(await problemOf(askToken(new Jar()))).toMatchObject({ status: 401, code: 'SIGN_IN_NEEDED' })
  })

  it('ends a session by signing out, after 15 idle minutes and after 8 hours', async () => {
    await start()
    const jar = await signIn()
    const before = new Jar()
    before.take(new Response(null, { headers: { 'Set-Cookie': jar.header } }))
    const signOut = (headers: object) =>
      ask(jar, '/sign-out', {
        method: 'POST',
        body: 'room=maths',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      })
    expect((await signOut({ Origin: page })).status).toBe(403)
    expect((await askToken(jar)).status).toBe(200)
    expect((await signOut({ Origin: baseUrl })).status).toBe(303)
    expect((await askToken(before)).status).toBe(401)

    const idle = await signIn()
    test.clock.advance(14 * 60_000)
    expect((await askToken(idle)).status).toBe(200)
    test.clock.advance(15 * 60_000)
    expect((await askToken(idle)).status).toBe(401)

    const busy = await signIn()
    for (let quarters = 0; quarters < 34; quarters++) {
      test.clock.advance(14 * 60_000)
      await askToken(busy)
    }
    test.clock.advance(5 * 60_000)
    expect((await askToken(busy)).status).toBe(401)
  })

  it('TICKET-13: the tenant’s cut-off ends the sessions of before, and no later ones', async () => {
    await start()
    const stolen = await signIn()
    expect((await askToken(stolen)).status).toBe(200)
    test.clock.advance(2000)
    await cutOffTokens(test.store, 'acme')
    expect(await problemOf(askToken(stolen))).toMatchObject({ status: 401, code: 'SIGN_IN_NEEDED' })
    test.clock.advance(2000)
    expect((await askToken(await signIn())).status).toBe(200)
  })

  it('TENANT-1: a session of one tenant is nothing to another', async () => {
    await start()
    const jar = await signIn()
    const stolen = jar.header.replace('-session-acme', '-session-other')
    const answer = await test.request('POST', '/token', {
      as: null,
      tenant: 'other',
      body: { grant_type: 'urn:bbb-room:sign-in', room: 'maths' },
      headers: { Origin: baseUrl, Cookie: stolen },
    })
    expect(await problemOf(answer)).toMatchObject({ status: 401, code: 'SIGN_IN_NEEDED' })
  })

  it('LOG-1, SECRET-1: neither logs nor the database hold a name, a subject or a token', async () => {
    await start()
    const jar = await signIn()
    const token = jar.header.split('=')[1]!
    const rows = await test.store.withTenant('acme', async ({ audit }) => audit.list(0, 100))
    const kept = JSON.stringify(rows) + test.logs.join()
    for (const secret of ['Ada', 'oidc:ada', token, provider.clientSecret]) expect(kept).not.toContain(secret)
    expect(rows.some(({ action }) => action === 'session:start')).toBe(true)
  })

  it('says in a page that the provider is away, and when to come again', async () => {
    await start({ issuer: 'http://127.0.0.1:1' })
    const answer = await ask(new Jar(), '/sign-in?room=maths')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('Retry-After')).toBe('30')
    expect(await answer.text()).toContain('The service is busy')
  })
})
