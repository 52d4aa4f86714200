import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createGuardedFetch, FetchRefused, type GuardedRequest } from './guarded-fetch.ts'
import { isPublicAddress } from './public-address.ts'

describe('isPublicAddress', () => {
  it.each(['1.1.1.1', '8.8.8.8', '193.0.0.1', '2606:4700::1111', '2a00:1450::1'])('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.255',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'fe80::1%lo',
    'fec0::1',
    'ff02::1',
    '5f00::1',
    'localhost',
    '',
    '1.2.3',
    '0x7f.1',
  ])('SSRF-1: refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

describe('createGuardedFetch', () => {
  let canaries: TcpServer[]
  let connections = 0
  let port: number

  beforeAll(async () => {
    const first = await listen('127.0.0.1', 0)
    port = (first.address() as AddressInfo).port
    canaries = [first, await listen('::1', port).catch(() => first)]
  })
  afterAll(() => canaries.forEach((canary) => canary.close()))

  function listen(host: string, listenPort: number): Promise<TcpServer> {
    return new Promise((resolve, reject) => {
      const server = createTcpServer((socket) => {
        connections += 1
        socket.destroy()
      })
      server.once('error', reject).listen(listenPort, host, () => resolve(server))
    })
  }

  const hosts = [
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '0177.1',
    '017700000001',
    '127.000.000.001',
    '127.0.0.1.',
    '0',
    '0.0.0.0',
    '0x0',
    '00',
    '127.127.127.127',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[::1%25lo]',
    '[fe80::1]',
    '[fc00::1]',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'ｌｏｃａｌｈｏｓｔ',
    '①②⑦.0.0.1',
    '127。0。0。1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
  ]
  const spellings = hosts.flatMap((host) => [`https://${host}`, `https://${host}:${port}`, `http://${host}:${port}`])

  it('SSRF-1: connects to none of 120 spellings of inner addresses', async () => {
    const fetch = createGuardedFetch()
    expect(spellings).toHaveLength(120)
    for (const address of [...spellings, ...spellings.map((each) => each.replace('undefined', String(port)))]) {
      await expect(fetch(address), address).rejects.toThrow(FetchRefused)
    }
    expect(connections).toBe(0)
  })

  it('SSRF-1: connects to no inner address that a name resolves to, not even beside a public one', async () => {
    for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fe80::1%lo']) {
      const family = address.includes(':') ? 6 : 4
      const inner = { address, family }
      for (const answer of [[inner], [{ address: '8.8.8.8', family: 4 }, inner], []]) {
        const fetch = createGuardedFetch({ resolve: () => Promise.resolve(answer) })
        await expect(fetch('https://keys.example:8443/')).rejects.toThrow(FetchRefused)
      }
    }
    expect(connections).toBe(0)
  })

  it('SSRF-2: asks the resolver once, so that a second answer cannot be used', async () => {
    let asked = 0
    const fetch = createGuardedFetch({
      resolve: () => {
        asked += 1
        return Promise.resolve([{ address: asked === 1 ? '10.0.0.1' : '127.0.0.1', family: 4 }])
      },
    })
    await expect(fetch('https://keys.example/')).rejects.toThrow(FetchRefused)
    expect([asked, connections]).toEqual([1, 0])
  })

  it.each([
    'http://keys.example/',
    'ftp://keys.example/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'https://user@keys.example/',
    'https://user:pass@keys.example/',
    'https://keys.example:22/',
    'https://keys.example:80/',
    '//keys.example',
    'keys',
    '',
  ])('SSRF-1: asks no resolver for %j', async (address) => {
    let asked = 0
    const fetch = createGuardedFetch({ resolve: () => Promise.resolve([]).finally(() => (asked += 1)) })
    await expect(fetch(address)).rejects.toThrow(FetchRefused)
    expect(asked).toBe(0)
  })

  it('SSRF-1: survives arbitrary text', async () => {
    const fetch = createGuardedFetch({ resolve: () => Promise.resolve([]) })
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.webUrl()), async (address) => {
        await expect(fetch(address)).rejects.toThrow(FetchRefused)
      }),
      { numRuns: 200 },
    )
  })
})

describe('what a fetched address answers', () => {
  let server: Server | undefined
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
  })
  const fetch = createGuardedFetch({ dangerouslyAllowLoopback: true })

  async function fetchFrom(listener: RequestListener, request: GuardedRequest = {}): Promise<unknown> {
    const started = createServer(listener)
    server = started
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
    return fetch(`http://127.0.0.1:${(started.address() as AddressInfo).port}/keys`, request)
  }

  it('is given as it came', async () => {
    expect(await fetchFrom((_request, response) => response.end('{}'))).toEqual({
      status: 200,
      body: Buffer.from('{}'),
    })
  })

  it.each([200, 204, 301, 307, 410, 500])('SSRF-1: gives the status %i alone where that is wanted', async (status) => {
    let asked = 0
    const answer = await fetchFrom(
      (_request, response) => {
        asked += 1
        response.writeHead(status, { location: '/elsewhere' }).end(status === 204 ? undefined : 'x'.repeat(100_000))
      },
      { method: 'POST', body: '{}', wantsStatusOnly: true },
    )
    expect(answer).toEqual({ status, body: new Uint8Array() })
    expect(asked).toBe(1)
  })

  it('sends a body where there is one', async () => {
    let received = ''
    const started = createServer((request, response) => {
      request.on('data', (chunk) => (received += String(chunk))).on('end', () => response.end())
    })
    server = started
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
    await fetch(`http://localhost:${(started.address() as AddressInfo).port}/`, { method: 'POST', body: 'hello' })
    expect(received).toBe('hello')
  })

  const faults: Record<string, RequestListener> = {
    'a redirect': (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    'an error': (_request, response) => response.writeHead(500).end('inner text'),
    'a compressed body': (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
    'one byte too many': (_request, response) => response.end('x'.repeat(64 * 1024 + 1)),
    'an endless body': (_request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(16_384)), 1)
      response.on('close', () => clearInterval(timer))
    },
    'a cut body': (_request, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('x')
      setTimeout(() => response.destroy(), 10)
    },
    'no HTTP': (request) => request.socket.end('hello\r\n\r\n'),
    'another protocol': (request) =>
      request.socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n'),
  }

  it.each(Object.keys(faults))('SSRF-4, SSRF-5: is refused in the same words for %s', async (fault) => {
    await expect(fetchFrom(faults[fault]!)).rejects.toEqual(new FetchRefused())
  })

  it('SSRF-4: is refused for another protocol where the status alone is wanted', async () => {
    const asked = fetchFrom(faults['another protocol']!, { method: 'POST', body: '{}', wantsStatusOnly: true })
    await expect(asked).rejects.toEqual(new FetchRefused())
  })

  it('SSRF-4: is refused when it drips for longer than 5 s', { timeout: 8_000 }, async () => {
    const startedAt = performance.now()
    await expect(
      fetchFrom((_request, response) => {
        const timer = setInterval(() => response.write('x'), 100)
        response.on('close', () => clearInterval(timer))
      }),
    ).rejects.toEqual(new FetchRefused())
    expect(performance.now() - startedAt).toBeLessThan(6_000)
  })

  it('SSRF-5: is refused in the same words where nothing listens', async () => {
    await expect(fetch('http://127.0.0.1:1/')).rejects.toEqual(new FetchRefused())
  })
})
