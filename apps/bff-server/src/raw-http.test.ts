import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ServerProcess, startServerProcess } from './server-process.test-support.ts'

let server: ServerProcess
const open = new Set<Socket>()

beforeAll(async () => {
  server = await startServerProcess({ variables: { BBB_ROOM_SOCKETS_PER_ADDRESS: '100' } })
}, 30_000)
afterAll(() => server.close())
afterEach(() => {
  for (const socket of open) socket.destroy()
  open.clear()
})

/** @param from an address of this machine's own net, as if it were another caller */
function socketTo(from = '127.0.0.1'): Socket {
  const socket = connect({ port: server.port, host: '127.0.0.1', localAddress: from })
  socket.on('error', () => undefined)
  open.add(socket)
  return socket
}

/** Sends bytes as they are. @returns all that came back until the end, or for `withinMs` */
async function exchange(text: string | Buffer, withinMs = 3_000): Promise<{ answer: string; isClosed: boolean }> {
  const socket = socketTo()
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
  const closed = new Promise<boolean>((resolve) => socket.once('close', () => resolve(true)))
  socket.write(text)
  const isClosed = await Promise.race([closed, sleep(withinMs, false)])
  return { answer, isClosed }
}

const ask = (path: string, headers: string[], body = '', method = 'GET') =>
  `${[`${method} ${path} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n${body}`
const host = () => `Host: 127.0.0.1:${server.port}`
const joining = '/t/acme/v1/rooms/maths/join'
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)

describe('framing', () => {
  const post = (headers: string[], body: string) => ask(joining, [host(), ...headers], body, 'POST')

  it.each<[string, () => string]>([
    ['both lengths', () => post(['Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\n')],
    ['two lengths', () => post(['Content-Length: 2', 'Content-Length: 3'], '{}x')],
    ['an obfuscated transfer coding', () => post(['Transfer-Encoding: xchunked'], '0\r\n\r\n')],
    ['a transfer coding behind a tab', () => post(['Transfer-Encoding:\tchunked, identity'], '0\r\n\r\n')],
    ['a bare line feed', () => `GET / HTTP/1.1\n${host()}\n\n`],
    ['a space before the colon', () => ask('/', [host(), 'X-A : b'])],
    ['a NUL in a header', () => ask('/', [host(), 'X-A: a\0b'])],
    ['a negative length', () => post(['Content-Length: -1'], '')],
    ['no host', () => ask('/', [])],
    ['an HTTP/0.9 line', () => 'GET /\r\n\r\n'],
  ])('HTTP-4: refuses %s and closes', async (_name, request) => {
    const { answer, isClosed } = await exchange(request())
    expect(statusOf(answer)).toBe(400)
    expect(isClosed).toBe(true)
  })

  it('HTTP-4: reads no second request out of a refused first one', async () => {
    const smuggled = ask('/t/acme/v1/openapi.json', [host()])
    const { answer } = await exchange(
      ask(joining, [host(), 'Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`, 'POST'),
    )
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
  })

  it('HTTP-16: lets no header in through what is asked for', async () => {
    const { answer } = await exchange(ask('/t/acme/v1/rooms/a%0d%0aX-Canary:%20yes', [host(), 'Connection: close']))
    expect(answer).not.toMatch(/^x-canary/im)
    expect(statusOf(answer)).toBeGreaterThanOrEqual(400)
  })
})

describe('hosts', () => {
  const path = '/t/acme/v1/openapi.json'

  it.each<[string, number, () => string]>([
    ['the right one', 200, () => ask(path, [host(), 'Connection: close'])],
    ['another', 421, () => ask(path, ['Host: evil.example', 'Connection: close'])],
    ['two', 421, () => ask(path, [host(), 'Host: evil.example', 'Connection: close'])],
    ['another in the request line', 421, () => ask(`http://evil.example${path}`, [host(), 'Connection: close'])],
    ['one with a user', 400, () => ask(path, [`Host: evil.example@127.0.0.1:${server.port}`, 'Connection: close'])],
  ])('HTTP-5: of a request with %s are answered with %i', async (_name, status, request) => {
    const { answer } = await exchange(request())
    expect(statusOf(answer)).toBe(status)
    expect(answer).not.toContain('evil')
  })

  it('HTTP-5: X-Forwarded-Host changes no address', async () => {
    const { answer } = await exchange(
      ask(path, [host(), 'X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example', 'Connection: close']),
    )
    expect(answer).toContain(server.origin)
    expect(answer).not.toContain('evil')
  })
})

describe('bodies', () => {
  const authorised = () => [host(), `Authorization: Bearer ${server.tokenOf()}`, 'Content-Type: application/json']

  it('HTTP-9: are refused by their stated length before they are sent', async () => {
    const { answer } = await exchange(ask(joining, [...authorised(), 'Content-Length: 1000000000'], '', 'POST'))
    expect(statusOf(answer)).toBe(413)
    expect(answer).toContain('BODY_TOO_LARGE')
  })

  it('HTTP-9: are refused in the middle when they come in pieces', async () => {
    const piece = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    const { answer } = await exchange(
      ask(joining, [...authorised(), 'Transfer-Encoding: chunked'], piece + piece, 'POST'),
    )
    expect(statusOf(answer)).toBe(413)
  })

  it('HTTP-9: of a callback may be larger, up to a bound', async () => {
    const form = (length: number) =>
      ask(
        '/t/acme/v1/callbacks/recording-ready',
        [host(), 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${length}`, 'Connection: close'],
        `signed_parameters=${'x'.repeat(length - 18)}`,
        'POST',
      )
    expect(statusOf((await exchange(form(60_000))).answer)).not.toBe(413)
    expect(statusOf((await exchange(form(70_000))).answer)).toBe(413)
  })
})

describe('answers', () => {
  it.each([
    '/',
    '/t/acme',
    '/t/acme/v1',
    '/t/none/v1/rooms/x',
    '/element/missing.js',
    '/metrics',
    '/healthz',
    '/readyz',
  ])('HTTP-11, HTTP-13: %s says nothing of the software, and is not for the public', async (path) => {
    const { answer } = await exchange(ask(path, [host(), 'Connection: close']))
    expect(statusOf(answer)).toBeGreaterThanOrEqual(400)
    expect(answer).not.toMatch(/^(x-powered-by|server):/im)
    expect(answer).toContain('application/problem+json')
  })

  it.each(['TRACE', 'CONNECT', 'PROPFIND', 'FOO'])('HTTP-13: %s does nothing', async (method) => {
    const { answer, isClosed } = await exchange(
      ask(joining, [host(), 'X-Canary: echo', 'Connection: close'], '', method),
    )
    expect(answer).not.toContain('echo')
    expect(isClosed).toBe(true)
    expect([0, 400, 401, 405]).toContain(statusOf(answer))
  })
})

describe('slow callers', { timeout: 40_000 }, () => {
  it('HTTP-10: many of them keep nobody else waiting, and are cut off', async () => {
    const ended: Promise<unknown>[] = []
    for (let each = 0; each < 500; each += 1) {
      const socket = socketTo(`127.0.${1 + (each % 8)}.1`)
      ended.push(new Promise((resolve) => socket.once('close', resolve)))
      const isHeader = each % 2 === 0
      socket.write(isHeader ? 'GET / HTTP/1.1\r\nX-A: ' : ask(joining, [host(), 'Content-Length: 100'], '{', 'POST'))
      const timer = setInterval(() => socket.write('a'), 1_000)
      socket.once('close', () => clearInterval(timer))
    }
    await sleep(1_000)
    for (let each = 0; each < 5; each += 1) {
      const startedAt = performance.now()
      const { hostname } = await server.enter({ sub: `person-${each}` })
      expect(hostname).toBe('127.0.0.1')
      expect(performance.now() - startedAt).toBeLessThan(1_000)
    }
    const startedAt = performance.now()
    await Promise.all(ended)
    expect(performance.now() - startedAt).toBeLessThan(20_000)
  })

  it('HTTP-10: from one address hold so many sockets and no more', async () => {
    const sockets = Array.from({ length: 120 }, () => socketTo('127.0.9.1'))
    await sleep(500)
    expect(sockets.filter((socket) => !socket.destroyed && !socket.readableEnded)).toHaveLength(100)
    const { hostname } = await server.enter({ sub: 'somebody else' })
    expect(hostname).toBe('127.0.0.1')
  })
})
