import { problemSchema } from '@bbb-room/bff-api'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../ports/store.ts'
import { openSqliteStore } from '../storage/sqlite-store.ts'
import { createTestClock } from '../test-clock.test-support.ts'
import { page, problemOf, startBff, type TestBff, type TestPerson } from './start-bff.test-support.ts'

/** One request that fits each route of the OpenAPI document; a route without one fails. */
const fitting: Readonly<Record<string, { path?: string; body?: unknown; form?: Record<string, string> }>> = {
  'post /token': { body: { grant_type: 'urn:bbb-room:guest', room: 'maths', access_code: '1234', name: 'Ada' } },
  'put /rooms/{room}': { body: { name: 'Maths' } },
  'get /rooms/{room}': {},
  'get /rooms/{room}/diagnosis': {},
  'delete /rooms/{room}': {},
  'get /rooms/{room}/events': {},
  'post /rooms/{room}/join': { body: {} },
  'post /rooms/{room}/end': { body: {} },
  'get /rooms/{room}/meetings': {},
  'get /meetings/{id}/attendance': {},
  'get /rooms/{room}/recordings': {},
  'post /rooms/{room}/recordings/batch': { body: { action: 'publish', ids: ['x'] } },
  'patch /recordings/{id}': { body: { name: 'Week 3' } },
  'delete /recordings/{id}': {},
  'post /recordings/{id}/restore': {},
  'post /recordings/{id}/playback': { body: {} },
  'get /recordings/{id}/captions': {},
  'put /recordings/{id}/captions': {
    body: { kind: 'captions', lang: 'de', webvtt: 'WEBVTT\n\n00:01.000 --> 00:02.000\nHallo\n' },
  },
  'post /launch': { form: { ticket: 'x' } },
  'get /return': { path: '/return?room=maths' },
  'get /callbacks/meeting-ended/{key}': { path: `/callbacks/meeting-ended/${'A'.repeat(44)}` },
  'post /callbacks/analytics/{key}': { path: `/callbacks/analytics/${'A'.repeat(44)}` },
  'post /callbacks/webhook': { form: { event: '[]' } },
  'post /callbacks/recording-ready': { form: { signed_parameters: 'x.y.z' } },
  'get /openapi.json': {},
  'get /r/{room}': {},
  'post /r/{room}': { form: { way: 'guest', name: 'Ada', access_code: '1234' } },
  'get /sign-in': { path: '/sign-in?room=maths' },
  'get /sign-in/callback': { path: '/sign-in/callback?code=x&state=maths.x' },
  'post /sign-out': { form: { room: 'maths' } },
}
const changing = Object.keys(fitting).filter((operation) => !operation.startsWith('get '))
const withJson = changing.filter((operation) => fitting[operation]?.body !== undefined)
const everyScope = 'room:join room:manage recording:read recording:manage'
const owner: TestPerson = { room: ['maths', 'x'], role: 'moderator', scope: everyScope }

let test: TestBff
let fault: Error | undefined

/** A store that fails on demand, with a text that must not be seen. */
async function faultyStore(clock: ReturnType<typeof createTestClock>): Promise<Store> {
  const store = await openSqliteStore({ file: ':memory:' }, { clock })
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function' || name === 'close' || name === 'onRoomEvents') return member
      return (...given: unknown[]) => {
        if (fault !== undefined) throw fault
        return (member as (...given: unknown[]) => unknown).apply(target, given)
      }
    },
  })
}

beforeAll(async () => {
  const clock = createTestClock()
  test = await startBff({ store: await faultyStore(clock), clock, isWorking: false })
})
beforeEach(async () => {
  fault = undefined
  await test.declare('maths')
})
afterAll(() => test.close())

function ask(
  operation: string,
  changes: { body?: unknown; headers?: Record<string, string>; method?: string; as?: null } = {},
) {
  const [method = '', pattern = ''] = operation.split(' ')
  const { path, body, form } = fitting[operation] ?? {}
  const sent = 'body' in changes ? changes.body : form === undefined ? body : new URLSearchParams(form).toString()
  return test.request(
    changes.method ?? method.toUpperCase(),
    path ?? pattern.replace('{room}', 'maths').replace(/\{\w+\}/, 'x'),
    {
      as: changes.as === null ? null : owner,
      headers: {
        Accept: 'application/json',
        Origin: page,
        ...(form !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
        ...changes.headers,
      },
      ...(sent !== undefined && { body: sent }),
    },
  )
}

it('every route of the document is tried here', async () => {
  const document = (await (await ask('get /openapi.json')).json()) as { paths: Record<string, object> }
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  expect(operations.sort()).toEqual(Object.keys(fitting).sort())
})

describe('HTTP-12, HTTP-15: headers', () => {
  it.each(Object.keys(fitting))('%s answers with all of them, to everybody', async (operation) => {
    for (const as of [undefined, null]) {
      const { headers } = await ask(operation, as === null ? { as } : {})
      expect(headers.get('Cache-Control')).toMatch(/no-store/)
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('Referrer-Policy')).toBe(operation === 'get /r/{room}' ? 'same-origin' : 'no-referrer')
      expect(headers.get('Content-Security-Policy')).toMatch(/default-src 'none'/)
      expect(headers.get('Content-Security-Policy')).toMatch(/frame-ancestors/)
      const isPublic = operation === 'get /openapi.json'
      expect(headers.get('Cross-Origin-Resource-Policy')).toBe(isPublic ? 'cross-origin' : 'same-origin')
      expect(headers.get('Strict-Transport-Security')).toMatch(/max-age=\d{8}/)
      expect(headers.get('X-Request-Id')).toMatch(/^[\w-]{22}$/)
      for (const name of ['Server', 'X-Powered-By', 'Set-Cookie', 'Access-Control-Allow-Credentials']) {
        expect(headers.has(name), name).toBe(false)
      }
    }
  })
})

describe('HTTP-1, HTTP-2: origins', () => {
  it.each(Object.keys(fitting).filter((operation) => !/launch|return|callbacks|\/r\/|sign-/.test(operation)))(
    '%s answers the preflight of a registered page only',
    async (operation) => {
      const preflight = (origin: string) =>
        ask(operation, {
          method: 'OPTIONS',
          body: undefined,
          as: null,
          headers: { Origin: origin, 'Access-Control-Request-Method': operation.split(' ')[0]!.toUpperCase() },
        })
      const [allowed, refused] = await Promise.all([preflight(page), preflight('https://evil.example')])
      expect(allowed.status).toBe(204)
      expect(allowed.headers.get('Access-Control-Allow-Origin')).toBe(page)
      expect(allowed.headers.get('Access-Control-Allow-Methods')).toContain(operation.split(' ')[0]!.toUpperCase())
      expect(allowed.headers.get('Vary')).toContain('Origin')
      expect(refused.status).toBe(403)
      expect([...refused.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    },
  )

  it('a page can read that it asks too often', async () => {
    const limited = await startBff({ tenants: { acme: { limits: { joinsPerSubjectPerMinute: 1 } } }, isWorking: false })
    try {
      await limited.declare('maths')
      const join = () =>
        limited.request('POST', '/rooms/maths/join', { as: { role: 'moderator' }, body: {}, headers: { Origin: page } })
      await join()
      const answer = await join()
      expect(answer.status).toBe(429)
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(page)
      expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('Retry-After')
    } finally {
      await limited.close()
    }
  })
})

describe('HTTP-3: requests that a foreign page can make', () => {
  const simple = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', '']

  it.each(withJson)('%s is refused as a simple request', async (operation) => {
    const before = test.bbb.journal.entries.length
    for (const type of simple) {
      const body = JSON.stringify(fitting[operation]?.body)
      const answer = await ask(operation, { body, headers: { 'Content-Type': type } })
      expect([400, 415], `${type} was answered with ${answer.status}`).toContain(answer.status)
    }
    expect(test.bbb.journal.entries.length).toBe(before)
  })

  it.each(changing.filter((operation) => fitting[operation]?.form !== undefined))(
    '%s takes a form and nothing else',
    async (operation) => {
      for (const type of ['application/json', 'text/plain', '']) {
        const answer = await ask(operation, { body: '{"ticket":"x"}', headers: { 'Content-Type': type } })
        expect(answer.status, type).toBeGreaterThanOrEqual(400)
        expect(answer.status, type).toBeLessThan(500)
      }
    },
  )

  it.each(changing)('%s does nothing by GET or HEAD', async (operation) => {
    const isReadToo = Object.hasOwn(fitting, operation.replace(/^\w+/, 'get'))
    for (const method of isReadToo ? [] : ['GET', 'HEAD']) {
      expect((await ask(operation, { method, body: undefined })).status).toBe(405)
    }
  })
})

describe('Idempotency-Key', () => {
  /** These answer with tickets and tokens, which are kept nowhere, or are no requests of the API: forms and callbacks. */
  const without = [
    'post /token',
    'post /rooms/{room}/join',
    'post /recordings/{id}/playback',
    'post /launch',
    'post /r/{room}',
    'post /sign-out',
    'post /callbacks/analytics/{key}',
    'post /callbacks/webhook',
    'post /callbacks/recording-ready',
  ]

  it.each(changing.filter((operation) => !without.includes(operation)))('is heeded by %s', async (operation) => {
    const answer = await ask(operation, { headers: { 'Idempotency-Key': 'short' } })
    expect(await problemOf(answer)).toMatchObject({ status: 400, errors: [{ path: 'Idempotency-Key' }] })
  })
})

describe('HTTP-14: bodies', () => {
  const names = [
    'role',
    'user_id',
    'role_id',
    'tenant',
    'tenantId',
    'meetingID',
    'createTime',
    'userID',
    'isAdmin',
    'id',
    'owner',
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'then',
    'attendeePW',
    'moderatorPW',
    'logoutURL',
    ...Array.from({ length: 180 }, (_, each) => `meta_${each}`),
  ]

  it.each(withJson)('%s refuses any field that it does not know', async (operation) => {
    const text = JSON.stringify(fitting[operation]?.body)
    for (const name of names) {
      const field = `"${name}":"moderator"`
      const body = text === '{}' ? `{${field}}` : text.replace(/^\{/, `{${field},`)
      const answer = await ask(operation, { body, headers: { 'Content-Type': 'application/json' } })
      expect(answer.status, name).toBe(400)
    }
  })

  it.each(withJson)('%s refuses what is no JSON object', async (operation) => {
    for (const body of ['[]', 'null', '1', '"x"', '{', '{"a":1}}', 'x']) {
      const answer = await ask(operation, { body, headers: { 'Content-Type': 'application/json' } })
      expect(answer.status, body).toBe(400)
      expect((await problemOf(answer)).code).toBe('INVALID_REQUEST')
    }
  })
})

describe('HTTP-11, DOS-7: a fault inside', () => {
  const touchesStore = Object.keys(fitting).filter(
    (operation) => !/openapi|return|callbacks|launch|\/r\/|sign-/.test(operation),
  )

  it.each(touchesStore)('%s answers INTERNAL_ERROR and nothing of the fault', async (operation) => {
    fault = new TypeError('canary: select * from rooms at /srv/canary.js')
    const answer = await ask(operation)
    const text = await answer.text()
    expect(answer.status).toBe(500)
    expect(problemSchema.parse(JSON.parse(text))).toMatchObject({
      code: 'INTERNAL_ERROR',
      request_id: answer.headers.get('X-Request-Id'),
    })
    expect(text).not.toMatch(/canary|select|TypeError/)
    expect(test.counted.at(-1)).toContain('INTERNAL_ERROR')
    expect(test.logs.join()).not.toContain('canary')
    fault = undefined
    expect((await ask('get /rooms/{room}')).status).toBe(200)
  })
})

describe('HTTP-17: long and odd input', () => {
  const long = 65_536
  const odd = ['a', ' ', '.', '-', ',', ';', '=', '"', '\\', '/', '%20', '(', 'a,', 'Bearer ', '; q=0.1,', '1.']

  it.each(['Authorization', 'Origin', 'Accept', 'Content-Type', 'Last-Event-ID', 'X-Forwarded-For', 'Cookie'])(
    'the header %s is answered quickly',
    async (name) => {
      for (const text of odd) {
        const value = `x${text.repeat(long / text.length)}x`
        const startedAt = performance.now()
        await ask('post /rooms/{room}/join', { headers: { [name]: value } })
        expect(performance.now() - startedAt, JSON.stringify(text)).toBeLessThan(200)
      }
    },
  )
})
