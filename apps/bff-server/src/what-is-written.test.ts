import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { page, type ServerProcess, startServerProcess } from './server-process.test-support.ts'

const canary = (what: string) => `${what}-canary-${randomBytes(8).toString('hex')}`
const name = `Zoë ${canary('name')}`
const subject = canary('subject')
const secret = canary('shared-secret-of-bbb')
const ticketKey = canary('ticket-key-of-thirty-two-bytes')
const address = canary('path')

let server: ServerProcess
const tokens: string[] = []
const secrets: string[] = [name, subject, secret, ticketKey, address]
let metrics = ''

/** A whole lesson and every way of failing, with canaries in all that a person or a host says. */
beforeAll(async () => {
  server = await startServerProcess({ secret, variables: { LOG_LEVEL: 'debug', BBB_ROOM_TICKET_KEY: ticketKey } })
  const token = (claims: object = {}) => {
    const made = server.tokenOf({ name, sub: subject, azo: page, ...claims })
    tokens.push(made)
    return made
  }
  const location = await server.enter({ name, sub: subject })
  secrets.push(location.href, location.searchParams.get('checksum') ?? '', location.searchParams.get('userID') ?? '')
  server.bbb.enter(location.searchParams.get('meetingID') ?? '', { role: 'MODERATOR' })
  await server.request('GET', '/rooms/maths', { token: token() })
  const joined = await server.request('POST', '/rooms/maths/join', { token: token(), body: {} })
  const { ticket } = (await joined.json()) as { ticket: string }
  tokens.push(ticket)
  for (let each = 0; each < 2; each += 1) {
    const launched = await server.request('POST', '/launch', { body: new URLSearchParams({ ticket }) })
    if (launched.headers.has('Location')) secrets.push(launched.headers.get('Location') ?? '')
  }
  await server.request('POST', '/rooms/maths/end', { token: token(), body: {} })
  await server.bbb.settled()

  await server.request('GET', `/rooms/${address}`, { token: token() })
  await server.request('GET', `/rooms/maths?access_token=${token()}`, { token: token() })
  await server.request('GET', `/${address}`, { token: token() })
  await server.request('POST', '/rooms/maths/join', { token: token(), body: { [subject]: name } })
  await server.request('GET', '/rooms/maths', { token: `${token()}x` })
  await server.request('GET', '/rooms/maths', { token: token({ iss: `https://${address}.example` }) })
  await server.request('GET', '/rooms/maths', { token: token({ iat: 1, exp: 2 }) })
  await server.request('GET', '/rooms/maths', { token: token(), headers: { Origin: `https://${address}.example` } })
  await server.request('GET', '/rooms/maths', { headers: { Authorization: `Basic ${subject}` } })
  await server.request('POST', '/launch', { body: new URLSearchParams({ ticket: `${ticket}x`, name }) })
  await server.request('POST', `/callbacks/recording-ready`, {
    body: new URLSearchParams({ signed_parameters: address }),
  })
  await server.request('GET', `/callbacks/meeting-ended/${address}`)
  server.bbb.swapSecret('another secret of BBB, unknown to us')
  await server.request('POST', '/rooms/maths/join', { token: token(), body: {} })
  await server.bbb.close()
  await server.request('POST', '/rooms/maths/join', { token: token(), body: {} })
  metrics = await (await fetch(`${server.adminOrigin}/metrics`)).text()
}, 60_000)
afterAll(() => server.close())

/** As it is, percent-encoded, as a query writes it, in base64 at each of the three offsets, and in hex. */
function formsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  const inner = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(offset === 0 ? 0 : offset + 1, -4),
  )
  const base64 = inner.flatMap((each) => [each, each.replaceAll('+', '-').replaceAll('/', '_')])
  const query = new URLSearchParams({ x: text }).toString().slice(2)
  return [text, encodeURIComponent(text), query, JSON.stringify(text).slice(1, -1), bytes.toString('hex'), ...base64]
}

describe('everything the process writes', () => {
  it('LOG-1: holds no name, subject, secret, token, join address or foreign path, in any form', () => {
    const written = server.output() + metrics
    expect(written.length).toBeGreaterThan(2_000)
    const parts = tokens.flatMap((token) => token.split('.'))
    for (const text of [...secrets, ...tokens, ...parts.filter((part) => part.length > 40)].filter(
      (each) => each !== '',
    )) {
      for (const form of formsOf(text)) expect(written.includes(form), form.slice(0, 12)).toBe(false)
    }
  })

  it('LOG-2: is one JSON object a line', () => {
    const lines = server
      .output()
      .split('\n')
      .filter((line) => line !== '')
    for (const line of lines) expect(JSON.parse(line), line).toHaveProperty('event')
  })

  it('holds one line for each request, with its pattern and its code', () => {
    const requests = server
      .output()
      .split('\n')
      .filter((line) => line.includes('"event":"request"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(requests.length).toBeGreaterThan(15)
    for (const line of requests) {
      expect(line).toMatchObject({ requestId: expect.stringMatching(/^[\w-]{22}$/), status: expect.any(Number) })
    }
    const codes = new Set(requests.map(({ code }) => code))
    for (const code of [
      'TOKEN_INVALID',
      'TOKEN_EXPIRED',
      'ORIGIN_NOT_ALLOWED',
      'NOT_FOUND',
      'TICKET_USED',
      'INVALID_REQUEST',
    ]) {
      expect(codes, code).toContain(code)
    }
  })

  it('LOG-8: counts each attack by its reason', () => {
    for (const line of [
      /bbb_room_tokens_refused_total\{reason="foreign-issuer"\} 1/,
      /bbb_room_tokens_refused_total\{reason="wrong-signature"\}|\{reason="not-canonical-base64url"\}/,
      /bbb_room_failures_total\{code="ORIGIN_NOT_ALLOWED"\} 1/,
      /bbb_room_failures_total\{code="TICKET_USED"\} 1/,
    ]) {
      expect(metrics).toMatch(line)
    }
  })

  it('SECRET-2: the argument list of the process holds no secret', () => {
    const argumentList = readFileSync(`/proc/${server.child.pid}/cmdline`, 'utf8')
    for (const text of secrets) expect(argumentList).not.toContain(text)
  })

  it('SECRET-1, LOG-5: the database holds no name, subject, token or secret', async () => {
    await server.stop()
    const files = execFileSync('find', [server.folder, '-name', 'bbb-room.db*']).toString().trim().split('\n')
    const stored = Buffer.concat(files.map((file) => readFileSync(file))).toString('latin1')
    expect(stored.length).toBeGreaterThan(10_000)
    for (const text of [name, subject, secret, ...tokens]) {
      expect(stored.includes(Buffer.from(text).toString('latin1')), text.slice(0, 12)).toBe(false)
    }
  })
})
