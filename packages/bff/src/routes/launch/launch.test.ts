import type { RoomInfo } from '@bbb-room/bff-api'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHostIssuer } from '../../auth/host-issuer.test-support.ts'
import { createOwnTokens } from '../../auth/own-tokens.ts'
import { Secret } from '../../config/secret.ts'
import { verifyAudit } from '../../domain/audit/verify-audit.ts'
import { blockPerson, unblockPerson } from '../../domain/people/block-person.ts'
import { cutOffTokens } from '../../domain/people/cut-off-tokens.ts'
import { ticketKind } from '../../domain/launch/ticket-office.ts'
import {
  baseUrl,
  eventually,
  page,
  problemOf,
  startBff,
  type TestBff,
  type TestBffOptions,
} from '../start-bff.test-support.ts'

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})
async function start(options: TestBffOptions = { isWorking: false }): Promise<TestBff> {
  running = await startBff(options)
  await running.declare('maths', { wait_for_moderator: false })
  return running
}

const teacher = { sub: 'teacher', role: 'moderator', name: 'Ada Lovelace' } as const
const form = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: page }

describe('POST /launch', () => {
  it('redirects to BBB with createTime, one role and a pseudonym', async () => {
    const test = await start()
    const { ticket } = await test.join(teacher)
    const answer = await test.launch(ticket)
    expect(answer.status).toBe(303)
    const location = new URL(answer.headers.get('Location')!)
    expect(location.origin + location.pathname).toBe(`${test.bbb.baseUrl}api/join`)
    const { params } = test.bbb.journal.of('create')[0]!
    const { createTime, fullName, role, userID, meetingID } = Object.fromEntries(location.searchParams)
    expect(createTime).toMatch(/^\d{13}$/)
    expect({ fullName, role, meetingID }).toEqual({
      fullName: 'Ada Lovelace',
      role: 'MODERATOR',
      meetingID: params['meetingID'],
    })
    expect(userID).toMatch(/^[A-Za-z0-9_-]{32}$/)
    expect(location.href).not.toContain('teacher')
  })

  it('TICKET-11: the pseudonym stays the same and differs per person and tenant; an old createTime is refused', async () => {
    const test = await start({ isWorking: false, tenants: { acme: {}, other: {} } })
    await test.declare('maths', { wait_for_moderator: false }, 'other')
    const userIdOf = async (person: object, tenant = 'acme') => {
      const { ticket } = await test.join({ ...person, tenant })
      return new URL((await test.launch(ticket, { tenant })).headers.get('Location')!).searchParams.get('userID')
    }
    const first = await userIdOf({ sub: 'a' })
    expect(await userIdOf({ sub: 'a' })).toBe(first)
    expect(await userIdOf({ sub: 'b' })).not.toBe(first)
    expect(await userIdOf({ sub: 'a' }, 'other')).not.toBe(first)
    const { ticket } = await test.join(teacher)
    const location = new URL((await test.launch(ticket)).headers.get('Location')!)
    expect((await fetch(location, { redirect: 'manual' })).headers.get('Location')).not.toContain('mismatchCreateTime')
    test.bbb.endMeeting(location.searchParams.get('meetingID')!)
    expect((await fetch(location, { redirect: 'manual' })).headers.get('Location')).toContain('errors=')
  })

  it('TICKET-1: admits once, however many launch at the same time', async () => {
    const test = await start()
    const { ticket } = await test.join(teacher)
    const answers = await Promise.all(Array.from({ length: 50 }, () => test.launch(ticket)))
    expect(answers.filter((answer) => answer.status === 303)).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 403)).toHaveLength(49)
  })

  it('TICKET-2: remembers a used ticket for longer than it could live', async () => {
    const test = await start({})
    const { ticket } = await test.join(teacher)
    await test.launch(ticket)
    test.clock.advance(10 * 60_000)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect((await test.launch(ticket)).status).toBe(403)
    const left = await test.store.withTenant('acme', ({ tickets }) => tickets.purge(test.clock.now() - 35_000))
    expect(left).toBe(0)
  })

  it.each([
    [29, 303],
    [30, 303],
    [31, 303],
    [37, 403],
    [59, 403],
    [61, 403],
  ])('TICKET-3: after %i s answers %i', async (seconds, status) => {
    const test = await start()
    const { ticket } = await test.join(teacher)
    test.clock.advance(seconds * 1000)
    expect((await test.launch(ticket)).status).toBe(status)
  })

  it('TICKET-4: refuses a ticket with any binding altered, and sends nothing to BBB', async () => {
    const test = await start({ isWorking: false, tenants: { acme: {}, other: {} } })
    await test.declare('maths', {}, 'other')
    await test.declare('physics')
    const { ticket } = await test.join(teacher)
    const claims = JSON.parse(Buffer.from(ticket.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>
    const tokens = createOwnTokens(
      { ...ticketKind, key: { current: new Secret('ticket-key-of-this-test-0123456789abcdef'), previous: undefined } },
      test.clock,
    )
    const forge = (changes: object, audience = `${baseUrl}/t/acme/v1/launch`) =>
      tokens.issue({ issuer: baseUrl, audience }, { ...claims, jti: 'forged', ...changes })
    test.bbb.journal.clear()
    const altered = {
      room: [{ room: 'physics' }, 409],
      meeting: [{ meeting: 'another' }, 409],
      tenant: [{ tenant: 'other' }, 403],
      origin: [{ origin: 'https://evil.example' }, 403],
      role: [{ role: 'admin' }, 403],
      kind: [{ kind: 'playback' }, 403],
      subject: [{ sub: '' }, 403],
    } as const
    for (const [name, [changes, status]] of Object.entries(altered)) {
      expect((await test.launch(forge(changes))).status, name).toBe(status)
    }
    const atAnother = forge({}, `${baseUrl}/t/other/v1/launch`)
    expect((await test.launch(atAnother)).status).toBe(403)
    expect((await test.launch(ticket, { tenant: 'other' })).status).toBe(403)
    for (const part of [0, 1, 2]) {
      const parts = ticket.split('.')
      parts[part] = `${parts[part]!.startsWith('A') ? 'B' : 'A'}${parts[part]!.slice(1)}`
      expect((await test.launch(parts.join('.'))).status, `part ${part}`).toBe(403)
    }
    expect(test.bbb.journal.entries).toHaveLength(0)
    expect((await test.launch(forge({}))).status).toBe(303)
  })

  it('JWT: an access token is no ticket, and a ticket no access token', async () => {
    const test = await start()
    expect((await test.launch(test.tokenOf(teacher))).status).toBe(403)
    const { ticket } = await test.join(teacher)
    const headers = { Authorization: `Bearer ${ticket}` }
    expect((await test.request('GET', '/rooms/maths', { headers })).status).toBeGreaterThanOrEqual(400)
    expect((await test.launch(ticket)).status).toBe(303)
  })

  it('TICKET-4: a ticket does not outlive its meeting', async () => {
    const test = await start({})
    const { ticket } = await test.join(teacher)
    await test.request('POST', '/rooms/maths/end', { as: teacher })
    await eventually(
      async () => (await (await test.request('GET', '/rooms/maths', { as: teacher })).json()) as { ended_at: unknown },
      (info) => info.ended_at !== null,
    )
    await test.join(teacher)
    expect((await test.launch(ticket)).status).toBe(409)
  })

  it('TICKET-7: says with exact headers that nothing of it is kept or told', async () => {
    const test = await start()
    const { ticket } = await test.join(teacher)
    const answer = await test.launch(ticket)
    expect(await answer.text()).toBe('')
    answer.headers.delete('Location')
    answer.headers.delete('X-Request-Id')
    expect(Object.fromEntries(answer.headers)).toEqual({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff',
    })
  })

  it('may be framed by the tenant’s pages only where the tenant frames meetings', async () => {
    const display = { mode: 'frame', why: 'same site' } as const
    const test = await start({ isWorking: false, tenants: { acme: { display } } })
    const { ticket, display: mode, frame_origins } = await test.join(teacher)
    expect({ mode, frame_origins }).toEqual({ mode: 'frame', frame_origins: [new URL(test.bbb.baseUrl).origin] })
    const answer = await test.launch(ticket)
    expect(answer.headers.get('Content-Security-Policy')).toContain(`frame-ancestors 'self' ${page}`)
  })

  it('TICKET-8: GET, HEAD, OPTIONS, prefetches and scripts leave the ticket usable', async () => {
    const test = await start()
    const { ticket } = await test.join(teacher)
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'].slice(0, 5)) {
      const answer = await test.request(method, '/launch', { as: null, headers: { Origin: page } })
      expect(answer.status, method).toBe(405)
      expect(answer.headers.get('Allow')).toBe('POST')
    }
    const speculative: Record<string, string>[] = [
      { 'Sec-Purpose': 'prefetch' },
      { 'Sec-Purpose': 'prefetch;prerender' },
      { Purpose: 'prefetch' },
      { 'Sec-Fetch-Mode': 'cors' },
      { 'Sec-Fetch-Mode': 'no-cors' },
    ]
    for (const headers of speculative) {
      expect((await test.launch(ticket, { headers })).status, JSON.stringify(headers)).toBe(400)
    }
    expect((await test.launch(ticket, { headers: { 'Sec-Fetch-Mode': 'navigate' } })).status).toBe(303)
  })

  it('TICKET-9: refuses a form that another page posts, and one without an origin', async () => {
    const test = await start()
    const { ticket } = await test.join(teacher)
    for (const origin of [null, 'null', 'https://evil.example', `${page}.evil.example`, 'https://SCHOOL.example']) {
      const answer = await test.launch(ticket, { origin })
      expect(answer.status, String(origin)).toBe(403)
      expect(await answer.text()).toContain('This page cannot open the meeting')
    }
    expect((await test.launch(ticket)).status).toBe(303)
  })

  it('TICKET-10: leads nowhere but to the tenant’s BBB', async () => {
    const test = await start()
    const { ticket } = await test.join({ ...teacher, name: 'https://evil.example/?a=b#c\\@evil.example' })
    const body = `${new URLSearchParams({ ticket }).toString()}&logoutURL=https://evil.example&errorRedirectUrl=https://evil.example`
    const answer = await test.request('POST', '/launch', { as: null, body, headers: form })
    const location = new URL(answer.headers.get('Location')!)
    expect(location.origin).toBe(new URL(test.bbb.baseUrl).origin)
    for (const name of ['logoutURL', 'errorRedirectUrl']) {
      expect(location.searchParams.getAll(name)).toEqual([
        `${baseUrl}/t/acme/v1/return?room=maths&origin=${encodeURIComponent(page)}`,
      ])
    }
  })

  it('TICKET-12: writes one audit row per redirect, and none for a refusal', async () => {
    const test = await start()
    const { ticket } = await test.join(teacher)
    await Promise.all([test.launch(ticket), test.launch(ticket), test.launch(ticket, { origin: null })])
    const second = await test.join({ sub: 'pupil' })
    await test.launch(second.ticket)
    const rows = await test.store.withTenant('acme', ({ audit }) => audit.list(0, 100))
    const joins = rows.filter((row) => row.action === 'meeting:join')
    expect(joins.map((row) => row.detail?.['role'])).toEqual(['moderator', 'viewer'])
    expect(JSON.stringify(rows)).not.toMatch(/teacher|pupil|Ada/)
  })

  it('TICKET-12: without the audit row there is no redirect, and the ticket is not lost', async () => {
    const test = await start()
    const { ticket } = await test.join(teacher)
    const withTenant = test.store.withTenant.bind(test.store)
    test.store.withTenant = (tenantId, work) =>
      withTenant(tenantId, (rows) =>
        work({ ...rows, audit: { ...rows.audit, append: () => Promise.reject(new Error('disk full')) } }),
      )
    const failed = await test.launch(ticket)
    expect(failed.status).toBe(500)
    expect(failed.headers.get('Location')).toBeNull()
    test.store.withTenant = withTenant
    expect((await test.launch(ticket)).status).toBe(303)
  })

  it('checks again what changed since the ticket: a room that closed', async () => {
    const test = await start()
    const { ticket } = await test.join(teacher)
    await test.declare('maths', { closes_at: new Date(test.clock.now() - 1000).toISOString() })
    expect((await test.launch(ticket)).status).toBe(403)
  })

  it('TICKET-1: decides about all who launch at the same time in one transaction, about each as if alone', async () => {
    const test = await start()
    await test.declare('other', { wait_for_moderator: false })
    const tickets = []
    for (const sub of ['a', 'b', 'blocked', 'used']) tickets.push((await test.join({ sub })).ticket)
    tickets.push((await test.join({ sub: 'late', room: 'other' }, 'other')).ticket)
    await test.launch(tickets[3]!)
    const services = { store: test.store, keys: test.keys }
    await blockPerson(services, 'acme', 'blocked')
    await test.request('POST', '/rooms/other/end', { as: { room: 'other', role: 'moderator' } })
    const withTenant = vi.spyOn(test.store, 'withTenant')

    const answers = await Promise.all([...tickets, tickets[0]!].map((ticket) => test.launch(ticket)))

    expect(answers.map(({ status }) => status)).toEqual([303, 303, 403, 403, 409, 403])
    expect(withTenant).toHaveBeenCalledTimes(1)
    withTenant.mockRestore()
    await unblockPerson(services, 'acme', 'blocked')
    expect((await test.launch(tickets[2]!)).status).toBe(303)
    const rows = await test.store.withTenant('acme', ({ audit }) => audit.list(0, 100))
    expect(rows.filter(({ action }) => action === 'meeting:join')).toHaveLength(4)
    expect(await verifyAudit(test.store, 'acme')).toMatchObject({ intact: true })
  })

  it('TICKET-13: somebody who is blocked after they got a ticket is refused, until let in again', async () => {
    const test = await start()
    const services = { store: test.store, keys: test.keys }
    const { ticket } = await test.join(teacher)
    expect(await blockPerson(services, 'acme', 'teacher')).toBe(true)
    expect(await blockPerson(services, 'acme', 'teacher')).toBe(false)
    expect((await test.launch(ticket)).status).toBe(403)
    const denied = await test.request('POST', '/rooms/maths/join', { as: teacher, body: {} })
    expect(await denied.json()).toMatchObject({ state: 'denied', code: 'PERSON_BLOCKED', retry_after: null })
    const info = (await (await test.request('GET', '/rooms/maths', { as: teacher })).json()) as RoomInfo
    expect(info.can.join).toBe(false)
    const other = await test.join({ sub: 'pupil' })
    expect((await test.launch(other.ticket)).status).toBe(303)
    expect(await unblockPerson(services, 'acme', 'teacher')).toBe(true)
    expect((await test.launch(ticket)).status).toBe(303)
    const rows = await test.store.withTenant('acme', ({ audit }) => audit.list(0, 100))
    expect(rows.filter((row) => row.action.startsWith('person:')).map((row) => row.action)).toEqual([
      'person:block',
      'person:unblock',
    ])
  })

  it('TICKET-13: a token or ticket from before the tenant’s cut-off counts no more, on any replica', async () => {
    const issuers = new Map(['acme', 'other'].map((id) => [id, createHostIssuer(`https://${id}.example`)]))
    const test = await start({ isWorking: false, issuers })
    const shared = { store: test.store, sharedBbb: test.bbb, clock: test.clock, isWorking: false, issuers }
    const replica = await startBff(shared)
    const info = (token: string, at = replica) =>
      at.request('GET', '/rooms/maths', { as: null, headers: { Authorization: `Bearer ${token}` } })
    const { ticket } = await test.join(teacher)
    const stolen = test.tokenOf(teacher)
    expect((await info(stolen)).status).toBe(200)
    test.clock.advance(2000)
    expect(await cutOffTokens(test.store, 'acme', test.clock.now() + 60_000)).toBeUndefined()
    expect(await cutOffTokens(test.store, 'acme')).toBeGreaterThan(test.clock.now() - 2000)

    const refused = await test.launch(ticket)
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('took too long')])
    test.clock.advance(5000)
    expect(await problemOf(info(stolen))).toMatchObject({ status: 401, code: 'TOKEN_EXPIRED' })
    expect(replica.counted).toContain('bbb_room_tokens_refused_total {"reason":"cut-off"}')
    expect((await info(test.tokenOf(teacher))).status).toBe(200)
    expect((await test.launch((await test.join(teacher)).ticket)).status).toBe(303)
    const other = await startBff({ ...shared, tenants: { other: {} } })
    await other.declare('maths', {}, 'other')
    expect((await other.request('GET', '/rooms/maths', { as: { tenant: 'other' } })).status).toBe(200)
    await Promise.all([replica.close(), other.close()])
  })

  it('answers what is wrong with a page that says what to do, without script or data', async () => {
    const test = await start()
    const refused = await test.request('POST', '/launch', { as: null, body: 'ticket=abc', headers: form })
    expect(refused.status).toBe(403)
    expect(refused.headers.get('Content-Type')).toBe('text/html; charset=UTF-8')
    expect(refused.headers.get('Content-Security-Policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; base/,
    )
    const html = await refused.text()
    expect(html).toContain('go back to the page you came from')
    expect(html).not.toMatch(/<script|abc|maths/)
    for (const body of ['', 'ticket=', 'other=1', 'ticket=a&ticket=b']) {
      const answer = await test.request('POST', '/launch', { as: null, body, headers: form })
      expect([400, 403], body).toContain(answer.status)
      expect(answer.headers.get('Content-Type')).toContain('text/html')
    }
  })

  it('LOG-6: shows BBB what the tenant’s name rule says', async () => {
    const test = await start({ isWorking: false, tenants: { acme: { names: 'given' }, quiet: { names: 'alias' } } })
    await test.declare('maths', {}, 'quiet')
    const nameAt = async (tenant: string) => {
      const { ticket } = await test.join({ ...teacher, tenant })
      return new URL((await test.launch(ticket, { tenant })).headers.get('Location')!).searchParams.get('fullName')
    }
    expect(await nameAt('acme')).toBe('Ada')
    expect(await nameAt('quiet')).toMatch(/^Moderator [A-Za-z0-9]{4}$/)
  })
})
