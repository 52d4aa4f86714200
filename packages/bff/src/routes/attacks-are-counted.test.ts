import { createHmac, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHostIssuer } from '../auth/host-issuer.test-support.ts'
import { createOwnTokens } from '../auth/own-tokens.ts'
import { ticketKind } from '../domain/launch/ticket-office.ts'
import { cutOffTokens } from '../domain/people/cut-off-tokens.ts'
import { baseUrl, page, startBff, type TestBff } from './start-bff.test-support.ts'

const teacher = { sub: 'teacher', role: 'moderator' } as const
const acme = createHostIssuer('https://acme.example')
let test: TestBff

beforeAll(async () => {
  test = await startBff({
    tenants: { acme: { limits: { joinsPerSubjectPerMinute: 5 } }, other: {} },
    issuers: new Map([
      ['acme', acme],
      ['other', createHostIssuer('https://other.example')],
    ]),
    isWorking: false,
    guestTokensPerMinute: 1,
  })
  await test.declare('maths', { wait_for_moderator: false, access_code: 'correct-horse' })
})
afterAll(() => test.close())

const claims = (changes: object = {}) => {
  const iat = Math.floor(test.clock.now() / 1000)
  const aud = `${baseUrl}/t/acme`
  return { iss: acme.issuer, aud, sub: 'mallory', iat, exp: iat + 60, room: 'maths', role: 'moderator', ...changes }
}
const read = (token: string, headers = {}) =>
  test.request('GET', '/rooms/maths', { as: null, headers: { Authorization: `Bearer ${token}`, ...headers } })
const partsOf = (token: string) => token.split('.') as [string, string, string]
const withHeader = (header: object) => {
  const [, payload, signature] = partsOf(acme.signClaims(claims()))
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature}`
}
const headerOf = () =>
  JSON.parse(Buffer.from(partsOf(acme.signClaims(claims()))[0], 'base64url').toString()) as Record<string, unknown>
const guest = (access_code: string) =>
  test.request('POST', '/token', {
    as: null,
    body: { grant_type: 'urn:bbb-room:guest', room: 'maths', access_code, name: 'Mallory' },
  })
const refused = (reason: string) => `bbb_room_tokens_refused_total ${JSON.stringify({ reason })}`
const failed = (code: string) => `bbb_room_failures_total ${JSON.stringify({ code })}`
const ticketFrom = (key: string) =>
  createOwnTokens(
    { ...ticketKind, key: { current: test.keys.accessToken.current, previous: undefined } },
    test.clock,
  ).issue({ issuer: baseUrl, audience: `${baseUrl}/t/acme/v1/launch` }, { key })

type Attack = [name: string, counter: () => string, attempt: () => Promise<unknown>]

const attacks: Attack[] = [
  ['no token', () => failed('TOKEN_MISSING'), () => test.request('GET', '/rooms/maths', { as: null })],
  ['another scheme', () => failed('TOKEN_INVALID'), () => read('x', { Authorization: 'Basic mallory:mallory' })],
  ['a huge token (JWT-11)', () => refused('too-long'), () => read('a'.repeat(8000))],
  ['text that is no token', () => refused('not-a-compact-jws'), () => read('a.b')],
  ['alg none (JWT-1)', () => refused('wrong-algorithm'), () => read(withHeader({ ...headerOf(), alg: 'none' }))],
  [
    'the public key as an HMAC key (JWT-2)',
    () => refused('wrong-algorithm'),
    () => {
      const [header, payload] = partsOf(withHeader({ ...headerOf(), alg: 'HS256' }))
      const mac = createHmac('sha256', JSON.stringify(acme.publicJwk))
        .update(`${header}.${payload}`)
        .digest('base64url')
      return read(`${header}.${payload}.${mac}`)
    },
  ],
  ['an unknown kid (JWT-3)', () => refused('unknown-key'), () => read(withHeader({ ...headerOf(), kid: '../../etc' }))],
  [
    'a critical extension (JWT-5)',
    () => refused('critical-extension'),
    () => read(withHeader({ ...headerOf(), crit: ['b64'] })),
  ],
  ['another kind of token (JWT-6)', () => refused('wrong-type'), () => read(withHeader({ ...headerOf(), typ: 'JWT' }))],
  [
    'a changed payload',
    () => refused('wrong-signature'),
    () => {
      const [header, , signature] = partsOf(acme.signClaims(claims()))
      const payload = Buffer.from(JSON.stringify(claims({ sub: 'somebody-else' }))).toString('base64url')
      return read(`${header}.${payload}.${signature}`)
    },
  ],
  ['another audience (JWT-7)', () => refused('wrong-audience'), () => read(acme.signClaims(claims({ aud: baseUrl })))],
  [
    'a token of an hour (JWT-8)',
    () => refused('wrong-times'),
    () => read(acme.signClaims(claims({ exp: claims().iat + 3600 }))),
  ],
  ['a token of long ago', () => refused('expired'), () => read(acme.signClaims(claims({ iat: 1000, exp: 1100 })))],
  [
    'a token of tomorrow',
    () => refused('not-valid-yet'),
    () => read(acme.signClaims(claims({ iat: claims().iat + 86_400, exp: claims().iat + 86_460 }))),
  ],
  [
    'a claim that is not offered',
    () => refused('wrong-claims'),
    () => read(acme.signClaims(claims({ role: 'owner' }))),
  ],
  [
    'a token of another tenant (TENANT-1)',
    () => refused('foreign-issuer'),
    () => test.request('GET', '/rooms/maths', { as: { tenant: 'other' }, tenant: 'acme' }),
  ],
  ['a room that the token does not name', () => failed('NOT_FOUND'), () => test.request('GET', '/rooms/physics')],
  [
    'a page that is not registered (HTTP-1)',
    () => failed('ORIGIN_NOT_ALLOWED'),
    () => test.request('GET', '/rooms/maths', { headers: { Origin: 'https://evil.example' } }),
  ],
  ['a right that is not there', () => failed('NOT_ALLOWED'), () => test.request('DELETE', '/rooms/maths')],
  [
    'a token in the query (TICKET-5)',
    () => failed('INVALID_REQUEST'),
    () => test.request('GET', '/rooms/maths?token=x'),
  ],
  [
    'another host (HTTP-5)',
    () => failed('MISDIRECTED_REQUEST'),
    () => test.request('GET', '/rooms/maths', { headers: { Host: 'evil.example' } }),
  ],
  [
    'a huge body (HTTP-9)',
    () => failed('BODY_TOO_LARGE'),
    () =>
      test.request('PUT', '/rooms/maths', {
        as: { scope: 'room:manage' },
        body: 'x'.repeat(20_000),
        headers: { 'Content-Length': '20000' },
      }),
  ],
  ['an unknown method (HTTP-13)', () => failed('METHOD_NOT_ALLOWED'), () => test.request('PATCH', '/rooms/maths')],
  ['a ticket of another kind (TICKET-4)', () => failed('TICKET_INVALID'), () => test.launch(ticketFrom('x'))],
  [
    'a ticket used twice (TICKET-1)',
    () => failed('TICKET_USED'),
    async () => {
      const { ticket } = await test.join(teacher)
      await test.launch(ticket)
      await test.launch(ticket)
    },
  ],
  [
    'a ticket from another page (TICKET-9)',
    () => failed('ORIGIN_NOT_ALLOWED'),
    async () => test.launch((await test.join(teacher)).ticket, { origin: 'https://evil.example' }),
  ],
  [
    'a late ticket (TICKET-3)',
    () => failed('TICKET_EXPIRED'),
    async () => {
      const { ticket } = await test.join(teacher)
      test.clock.advance(61_000)
      await test.launch(ticket)
    },
  ],
  [
    'a join flood (DOS-1)',
    () => failed('RATE_LIMITED'),
    async () => {
      for (let n = 0; n < 6; n++) await test.request('POST', '/rooms/maths/join', { as: { sub: 'flood' }, body: {} })
    },
  ],
  ['a wrong access code', () => 'bbb_room_guests_refused_total {"tenant":"acme"}', () => guest('wrong-horse')],
  ['guessing access codes', () => failed('RATE_LIMITED'), () => guest('battery-staple')],
  [
    'a callback with a made-up key (HOOK-1)',
    () => 'bbb_room_callbacks_refused_total {"tenant":"acme","kind":"meeting-ended","reason":"key"}',
    () => test.request('GET', `/callbacks/meeting-ended/${randomBytes(33).toString('base64url')}`, { as: null }),
  ],
  [
    'a callback under another secret (HOOK-2)',
    () => 'bbb_room_callbacks_refused_total {"tenant":"acme","kind":"recording-ready","reason":"signature"}',
    () =>
      test.request('POST', '/callbacks/recording-ready', {
        as: null,
        body: 'signed_parameters=a.b.c',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
  ],
  [
    'a token from before the cut-off (TICKET-13)',
    () => refused('cut-off'),
    async () => {
      const token = test.tokenOf(teacher)
      test.clock.advance(6000)
      await cutOffTokens(test.store, 'acme')
      await read(token)
    },
  ],
]

describe('LOG-8: each attack increments a counter of its own, and is logged by its code', () => {
  it.each(attacks)('%s', async (_name, counter, attempt) => {
    const before = test.counted.length
    const lines = test.logs.length
    await attempt()
    expect(test.counted.slice(before)).toContain(counter())
    const { reason, code } = JSON.parse(counter().slice(counter().indexOf('{'))) as { reason?: string; code?: string }
    const word = counter().includes('tokens_refused') ? reason : code
    if (word !== undefined) expect(test.logs.slice(lines).join('\n')).toContain(`"${word}"`)
    expect(test.logs.slice(lines).join('\n')).not.toMatch(/mallory|flood|horse|evil/i)
  })

  it('and of a good request nothing of the kind', async () => {
    test.clock.advance(2000)
    const before = test.counted.length
    await test.request('GET', '/rooms/maths', { headers: { Origin: page } })
    expect(test.counted.slice(before).filter((line) => /refused|failures/.test(line))).toEqual([])
  })
})
