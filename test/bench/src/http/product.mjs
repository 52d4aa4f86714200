import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, startServer } from './server-process.mjs'

const program = createRequire(import.meta.url).resolve('@bbb-room/bff-server/main')

export const page = 'https://school.example'
export const bbbSecret = 'kT3qWz8nVb5mXc7rLp2sAe9dFg4h-0123456789'
const newKey = () => randomBytes(36).toString('base64')

/**
 * The whole product as an operator runs it, and a host that signs tokens for it.
 * @typedef {object} Product
 * @property {import('./server-process.mjs').ServerProcess[]} processes one, or several replicas
 * @property {string} host what stands in `Host`, whichever process is asked
 * @property {string} accessTokenKey
 * @property {string} ticketKey
 * @property {(claims?: object) => string} tokenOf
 * @property {(method: string, path: string, options?: { token?: string, body?: unknown }) => Promise<any>} request
 *   asks the first process; fails unless it is answered with success
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} ProductOptions
 * @property {string} folder for all that it writes
 * @property {string} bbbUrl
 * @property {{ url: string, ownerUrl: string }} [store] an embedded one, unless given
 * @property {number} [processes] 1
 * @property {Record<string, string>} [env] further variables
 * @property {number[]} [cpus] one for each process
 */

/** @param {ProductOptions} options @returns {Promise<Product>} */
export async function startProduct({ folder, bbbUrl, store, processes: count = 1, cpus = [], env = {} }) {
  const ports = []
  for (let n = 0; n < count; n++) ports.push(await freePort())
  const host = `127.0.0.1:${ports[0]}`
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const tenantsFile = join(folder, `tenants-${ports[0]}.json`)
  const acme = {
    bbb: { baseUrl: bbbUrl, sharedSecret: 'env:BBB_SECRET' },
    issuers: [{ issuer: page, keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] }],
    pageOrigins: [page],
    limits: { joinsPerSubjectPerMinute: 1000, joinsPerRoomPerMinute: 1_000_000, joinsPerTenantPerMinute: 1_000_000 },
  }
  writeFileSync(tenantsFile, JSON.stringify({ tenants: { acme } }))
  const [accessTokenKey, ticketKey] = [newKey(), newKey()]
  const shared = {
    ADMIN_PORT: '0',
    BBB_SECRET: bbbSecret,
    BBB_ROOM_BASE_URL: `http://${host}`,
    BBB_ROOM_STORE: store?.url ?? `sqlite:${join(folder, `product-${ports[0]}.db`)}`,
    ...(store && { BBB_ROOM_STORE_OWNER: store.ownerUrl }),
    BBB_ROOM_CONFIG: tenantsFile,
    BBB_ROOM_SOCKETS_PER_ADDRESS: '10000',
    BBB_ROOM_REQUESTS_PER_ADDRESS_PER_MINUTE: '10000000',
    BBB_ROOM_GUEST_TOKENS_PER_ADDRESS_PER_MINUTE: '10000000',
    BBB_ROOM_TICKET_KEY: ticketKey,
    BBB_ROOM_ACCESS_TOKEN_KEY: accessTokenKey,
    BBB_ROOM_CALLBACK_KEY: newKey(),
    BBB_ROOM_PSEUDONYM_KEY: newKey(),
    ...env,
  }
  const processes = []
  for (const [n, port] of ports.entries()) {
    processes.push(await startServer({ program, port, env: { ...shared, PORT: String(port) }, folder, cpu: cpus[n] }))
  }

  /** @type {Product['tokenOf']} */
  const tokenOf = (claims = {}) => {
    const iat = Math.floor(Date.now() / 1000)
    const input = [
      { typ: 'at+jwt', alg: 'EdDSA', kid: 'k1' },
      {
        iss: page,
        aud: `http://${host}/t/acme`,
        sub: 'teacher',
        iat,
        exp: iat + 300,
        jti: randomUUID(),
        room: 'maths',
        role: 'moderator',
        azo: page,
        ...claims,
      },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`
  }

  return {
    processes,
    host,
    accessTokenKey,
    ticketKey,
    tokenOf,
    async request(method, path, { token, body } = {}) {
      const ask = () =>
        fetch(`http://${host}/t/acme/v1${path}`, {
          method,
          headers: {
            'Content-Type': 'application/json',
            Origin: page,
            ...(token !== undefined && { Authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify(body),
        })
      let answer = await ask()
      // After a herd it may have too much to do for a moment.
      for (let remaining = 5; answer.status === 503 && remaining > 0; remaining--) {
        await sleep(1000 * Number(answer.headers.get('Retry-After')))
        answer = await ask()
      }
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
      return answer.json()
    },
    async stop() {
      for (const each of processes) await each.stop()
    },
  }
}
