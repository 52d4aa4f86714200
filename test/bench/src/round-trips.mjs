import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import { createBff, createTenants, openSqliteStore, readTenants, Secret } from '@bbb-room/bff'
import { startFakeBbb } from '@bbb-room/fake-bbb'
import { statedLine } from './lines.mjs'

const baseUrl = 'https://meet.example'
const page = 'https://school.example'
const bbbSecret = 'kT3qWz8nVb5mXc7rLp2sAe9dFg4h-0123456789'
const clock = { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)) }

/** A store that counts transactions, and what is asked of it inside them. */
function counting(store) {
  const counts = { transactions: 0, questions: 0 }
  const countCalls = (part) =>
    new Proxy(part, {
      get(target, name) {
        const value = target[name]
        if (typeof value !== 'function') return value
        return (...args) => {
          counts.questions++
          return value.apply(target, args)
        }
      },
    })
  const withTenant = (tenantId, work) => {
    counts.transactions++
    return store.withTenant(tenantId, (rows) =>
      work(Object.fromEntries(Object.entries(rows).map(([name, part]) => [name, countCalls(part)]))),
    )
  }
  return { store: { ...store, withTenant }, counts }
}

/**
 * How often the store is asked when somebody comes to a meeting that is there, and when many launch at once.
 * @param {number} people
 */
export async function countRoundTrips(people) {
  const bbb = await startFakeBbb({ secret: bbbSecret })
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const issuers = [{ issuer: page, keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] }]
  const acme = { bbb: { baseUrl: bbb.baseUrl, sharedSecret: 'env:SECRET' }, issuers, pageOrigins: [page] }
  const key = () => ({ current: new Secret(randomBytes(36).toString('base64')), previous: undefined })
  const config = {
    baseUrl,
    keys: { ticket: key(), accessToken: key(), callback: key(), pseudonym: key().current },
    trustedProxies: 0,
    limits: { requestsPerAddressPerMinute: 1e6, guestTokensPerAddressPerMinute: 1e6 },
  }
  const { store, counts } = counting(await openSqliteStore({ file: ':memory:' }, { clock }))
  const nothing = () => undefined
  const { app } = createBff(/** @type {any} */ (config), {
    tenants: createTenants(readTenants({ tenants: { acme } }, () => bbbSecret)),
    store,
    clock,
    random: { bytes: (length) => randomBytes(length) },
    logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    metrics: { count: nothing, observe: nothing },
  })
  const tokenOf = (claims) => {
    const iat = Math.floor(Date.now() / 1000)
    const own = {
      iss: page,
      aud: `${baseUrl}/t/acme`,
      iat,
      exp: iat + 120,
      jti: randomUUID(),
      room: 'maths',
      azo: page,
    }
    const input = [
      { typ: 'at+jwt', alg: 'EdDSA', kid: 'k1' },
      { ...own, role: 'viewer', ...claims },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`
  }
  /**
   * @param {{ claims?: object, body: string, type?: string }} options
   * @returns {Promise<any>}
   */
  const ask = async (/** @type {string} */ method, /** @type {string} */ path, options) => {
    const { claims, body, type = 'application/json' } = options
    const headers = {
      Origin: page,
      'Content-Type': type,
      ...(claims && { Authorization: `Bearer ${tokenOf(claims)}` }),
    }
    const answer = await app.request(`${baseUrl}/t/acme/v1${path}`, { method, headers, body })
    if (answer.status >= 400) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return answer
  }
  const joinAs = async (sub) =>
    (await (await ask('POST', '/rooms/maths/join', { claims: { sub }, body: '{}' })).json()).ticket
  const launch = (ticket) =>
    ask('POST', '/launch', { body: `ticket=${ticket}`, type: 'application/x-www-form-urlencoded' })
  const counted = async (work) => {
    const before = { ...counts }
    const result = await work()
    return [result, counts.transactions - before.transactions, counts.questions - before.questions]
  }
  try {
    const body = JSON.stringify({ name: 'Maths', wait_for_moderator: false })
    await ask('PUT', '/rooms/maths', { claims: { sub: 'host', scope: 'room:manage' }, body })
    await joinAs('first')
    const tickets = []
    for (let n = 1; n < people; n++) tickets.push(await joinAs(`person-${n}`))
    const [ticket, joinTransactions, joinQuestions] = await counted(() => joinAs('person-0'))
    const [, launchTransactions] = await counted(() => Promise.all([ticket, ...tickets].map(launch)))
    return { joinTransactions, joinQuestions, launchTransactions }
  } finally {
    await store.close()
    await bbb.close()
  }
}

/** J5: one round trip to the store for a join, and one for all launches of one moment. */
export async function roundTripLines({ quick }) {
  if (quick) return []
  const { joinTransactions, joinQuestions, launchTransactions } = await countRoundTrips(30)
  /** @type {Pick<import('./lines.mjs').Line, 'id' | 'contender' | 'target' | 'floor' | 'bound'>} */
  const line = { id: 'J5', contender: 'product', target: 1, floor: 1, bound: 'at most' }
  return [
    statedLine({ ...line, what: 'join', reference: 'transactions' }, [joinTransactions]),
    statedLine({ ...line, what: 'join', reference: 'statements' }, [joinQuestions]),
    statedLine({ ...line, what: '30 launches at once', reference: 'transactions' }, [launchTransactions]),
  ]
}
