import { randomBytes, scryptSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startFakeBbb } from '@bbb-room/fake-bbb'
import { signHs256 } from './http/compact-jws.mjs'
import { load, warmUp } from './http/load.mjs'
import { bbbSecret, page, startProduct } from './http/product.mjs'
import { freePort, startServer } from './http/server-process.mjs'
import { createRandom } from './input/random.mjs'
import { measureLines } from './lines.mjs'

const room = 'maths'
const accessCode = 'open-sesame'
const json = { 'Content-Type': 'application/json', Origin: page }

async function startReference(kind, folder) {
  const port = await freePort()
  const [key, salt] = [randomBytes(36).toString('base64'), randomBytes(16)]
  const code = scryptSync(accessCode, salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 })
  const [issuer, audience] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${port}`]
  const server = await startServer({
    program: fileURLToPath(new URL('child/reference-tokens.mjs', import.meta.url)),
    port,
    folder,
    env: {
      KIND: kind,
      PORT: String(port),
      KEY: key,
      ISSUER: issuer,
      AUDIENCE: audience,
      CODE_HASH: code.toString('base64url'),
      CODE_SALT: salt.toString('base64url'),
    },
  })
  const iat = Math.floor(Date.now() / 1000)
  const claims = { sub: 'guest-1', room, role: 'viewer', iss: issuer, aud: audience, iat, exp: iat + 300 }
  return { server, base: server.origin, like: signHs256({ alg: 'HS256', typ: 'at+jwt' }, claims, key), key }
}

/** H1, H2: the whole way of a request through the product, beside the same work with little or nothing around. */
export async function tokenLines({ quick }) {
  if (quick) return []
  const folder = mkdtempSync(join(tmpdir(), 'bbb-room-bench-'))
  const bbb = await startFakeBbb({ secret: bbbSecret })
  const running = []
  try {
    const product = await startProduct({ folder, bbbUrl: bbb.baseUrl })
    running.push(product)
    const declaration = { name: 'Maths', access_code: accessCode, wait_for_moderator: false }
    await product.request('PUT', `/rooms/${room}`, {
      token: product.tokenOf({ scope: 'room:manage' }),
      body: declaration,
    })
    const guest = { grant_type: 'urn:bbb-room:guest', room, access_code: accessCode, name: 'Zoë Brontë' }
    const { access_token: token } = await product.request('POST', '/token', { body: guest })
    await product.request('POST', `/rooms/${room}/join`, { token, body: {} })

    const fastify = await startReference('fastify', folder)
    running.push(fastify.server)
    const node = await startReference('node:http', folder)
    running.push(node.server)
    const servers = {
      product: {
        server: product.processes[0],
        base: `http://${product.host}/t/acme/v1`,
        like: token,
        key: product.accessTokenKey,
      },
      'Fastify, jose': fastify,
      'node:http, node:crypto': node,
    }

    const join =
      (seconds) =>
      (/** @type {typeof fastify} */ { server, base, like, key }) =>
        load([server], {
          urls: [`${base}/rooms/${room}/join`],
          headers: json,
          body: '{}',
          // Nobody joins more often than a person may.
          bearer: { like, key, count: 500 },
          expected: 200,
          seconds,
        })
    const guestToken =
      (seconds) =>
      (/** @type {typeof fastify} */ { server, base }) =>
        load([server], {
          urls: [`${base}/token`],
          headers: json,
          body: JSON.stringify(guest),
          expected: 200,
          connections: 4,
          seconds,
        })
    const each = (of) => Object.fromEntries(Object.entries(servers).map(([name, one]) => [name, () => of(one)]))

    const all = each(guestToken(2))
    for (const one of Object.values(each(join(2)))) await warmUp(one)
    /** @type {Pick<import('./lines.mjs').Line, 'what' | 'contender'>} */
    const joining = { what: 'token in, ticket out', contender: 'product' }
    /** @type {Pick<import('./lines.mjs').Line, 'what' | 'contender'>} */
    const admitting = { what: 'guest token', contender: 'product' }
    return [
      ...(await measureLines({
        rounds: 5,
        random: createRandom(4),
        contenders: each(join(2)),
        lines: [
          {
            id: 'H1',
            ...joining,
            reference: 'Fastify, jose',
            of: 'perSecond',
            target: 0.75,
            floor: 0.6,
            bound: 'at least',
          },
          { id: 'H1', ...joining, reference: 'Fastify, jose', of: 'cpu', target: 1.35, floor: 1.6, bound: 'at most' },
          {
            id: 'H2',
            ...joining,
            reference: 'node:http, node:crypto',
            of: 'perSecond',
            target: 0.4,
            floor: 0.3,
            bound: 'at least',
          },
        ],
      })),
      ...(await measureLines({
        rounds: 5,
        random: createRandom(5),
        contenders: { product: all.product, 'Fastify, jose': all['Fastify, jose'] },
        lines: [
          { id: 'H1', ...admitting, reference: 'Fastify, jose', of: 'cpu', target: 1.35, floor: 1.6, bound: 'at most' },
        ],
      })),
    ]
  } finally {
    for (const each of running) await each.stop()
    await bbb.close()
    rmSync(folder, { recursive: true })
  }
}
