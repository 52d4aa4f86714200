import { request } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startFakeBbb } from '@bbb-room/fake-bbb'
import { moreLike } from './http/compact-jws.mjs'
import { load, warmUp } from './http/load.mjs'
import { postgresFolder, startPostgres } from './http/postgres.mjs'
import { bbbSecret, page, startProduct } from './http/product.mjs'
import { freePort, startServer } from './http/server-process.mjs'
import { createRandom } from './input/random.mjs'
import { measureLines, statedLine } from './lines.mjs'

const room = 'maths'
const seconds = 2
/** More than any server here answers in a slot. */
const ticketsPerSlot = 14_000 * seconds
const form = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: page }

/** @typedef {import('./lines.mjs').Line} Line */

/**
 * Declares a room, has a teacher in it, and makes one ticket for others to be made like.
 * @param {import('./http/product.mjs').Product} product
 * @param {import('@bbb-room/fake-bbb').FakeBbb} bbb
 */
export async function openClass(product, bbb) {
  const body = { name: 'Maths', wait_for_moderator: false }
  await product.request('PUT', `/rooms/${room}`, { token: product.tokenOf({ scope: 'room:manage' }), body })
  const { ticket } = await product.request('POST', `/rooms/${room}/join`, { token: product.tokenOf(), body: {} })
  const [created] = bbb.journal.of('create').slice(-1)
  bbb.enter(created.params['meetingID'], { role: 'MODERATOR' })
  return ticket
}

/** Waits until the product has seen that the class is going on, so that it need not ask often any more. */
async function settle(product) {
  for (let remaining = 200; remaining > 0; remaining--) {
    const { state } = await product.request('GET', `/rooms/${room}`, { token: product.tokenOf() })
    if (state === 'running') return
    await sleep(100)
  }
  throw new Error('The class did not begin')
}

/** Launches without end at one or two processes. */
function launching(product, ticket) {
  return launchAt({
    servers: product.processes,
    path: '/t/acme/v1/launch',
    host: product.host,
    like: ticket,
    key: product.ticketKey,
  })
}

function launchAt({ servers, path, host, like, key }) {
  return () =>
    load(servers, {
      urls: servers.map(({ origin }) => `${origin}${path}`),
      headers: { ...form, Host: host },
      ticket: { like, key, count: ticketsPerSlot },
      expected: 303,
      seconds,
    })
}

async function startReference({ folder, store, product, ticket, bbbUrl }) {
  const port = await freePort()
  const server = await startServer({
    program: fileURLToPath(new URL('child/reference-launch.mjs', import.meta.url)),
    port,
    folder,
    env: {
      PORT: String(port),
      STORE: store,
      TICKET_KEY: product.ticketKey,
      AUDIENCE: `http://${product.host}/t/acme/v1/launch`,
      BBB_URL: bbbUrl,
      BBB_SECRET: bbbSecret,
    },
  })
  const launch = launchAt({
    servers: [server],
    path: '/launch',
    host: new URL(server.origin).host,
    like: ticket,
    key: product.ticketKey,
  })
  return { server, launch }
}

/** J1 to J3: launches on the embedded database, which is on disk before each is answered, beside the least work. */
async function embeddedLines(folder, bbb) {
  const running = []
  try {
    const product = await startProduct({ folder, bbbUrl: bbb.baseUrl })
    running.push(product)
    const ticket = await openClass(product, bbb)
    const store = join(folder, 'reference.db')
    const reference = await startReference({ folder, store, product, ticket, bbbUrl: bbb.baseUrl })
    running.push(reference.server)
    const contenders = { product: launching(product, ticket), 'node:http, libsql': reference.launch }
    for (const each of Object.values(contenders)) await warmUp(each)
    await settle(product)
    /** @type {Pick<Line, 'what' | 'contender' | 'reference'>} */
    const line = { what: 'launch', contender: 'product', reference: 'node:http, libsql' }
    return await measureLines({
      rounds: 5,
      random: createRandom(6),
      contenders,
      lines: [
        { id: 'J1', ...line, of: 'perSecond', target: 0.55, floor: 0.42, bound: 'at least' },
        { id: 'J2', ...line, of: 'cpu', target: 1.8, floor: 2.3, bound: 'at most' },
        { id: 'J3', ...line, of: 'p99', target: 2, floor: 3, bound: 'at most' },
      ],
    })
  } finally {
    for (const each of running) await each.stop()
  }
}

/** J4, J6: the same on PostgreSQL, by one process and by two. */
async function postgresLines(folder, bbb) {
  const postgres = await startPostgres()
  const running = []
  try {
    const store = { url: postgres.urlFor('application'), ownerUrl: postgres.urlFor('owner') }
    const one = await startProduct({ folder, bbbUrl: bbb.baseUrl, store })
    running.push(one)
    const ticket = await openClass(one, bbb)
    const reference = await startReference({
      folder,
      store: postgres.urlFor('owner', 'reference'),
      product: one,
      ticket,
      bbbUrl: bbb.baseUrl,
    })
    running.push(reference.server)
    const two = await startProduct({ folder, bbbUrl: bbb.baseUrl, store, processes: 2, cpus: [0, 1] })
    running.push(two)
    const ticketOfTwo = await openClass(two, bbb)
    const contenders = {
      product: launching(one, ticket),
      '2 processes': launching(two, ticketOfTwo),
      'node:http, pg': reference.launch,
    }
    for (const each of Object.values(contenders)) await warmUp(each)
    await settle(one)
    /** @type {Pick<Line, 'what' | 'contender'>} */
    const line = { what: 'launch', contender: 'product' }
    const lines = await measureLines({
      rounds: 5,
      random: createRandom(7),
      contenders,
      lines: [
        {
          id: 'J4',
          ...line,
          reference: 'node:http, pg',
          of: 'perSecond',
          target: 0.8,
          floor: 0.6,
          bound: 'at least',
        },
        {
          id: 'J6',
          what: 'launch',
          contender: '2 processes',
          reference: 'product',
          of: 'cpu',
          target: 1.1,
          floor: 1.25,
          bound: 'at most',
        },
      ],
    })
    return [...lines, await onceLine(two, ticketOfTwo)]
  } finally {
    for (const each of running) await each.stop()
    await postgres.stop()
  }
}

/** J6: the same tickets at both processes at the same time. */
async function onceLine(product, like) {
  const tickets = moreLike(like, { key: product.ticketKey, count: 200 })
  const launch = ({ origin }, ticket) =>
    new Promise((resolve, reject) => {
      const headers = { ...form, Host: product.host }
      const outgoing = request(`${origin}/t/acme/v1/launch`, { method: 'POST', headers, agent: false }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode))
      })
      outgoing.on('error', reject).end(`ticket=${ticket}`)
    })
  const admitted = await Promise.all(
    tickets.map(async (ticket) => {
      const statuses = await Promise.all(product.processes.map((each) => launch(each, ticket)))
      return statuses.filter((status) => status === 303).length
    }),
  )
  return statedLine(
    {
      id: 'J6',
      what: 'tickets not let in exactly once',
      contender: '2 processes',
      reference: 'of 200',
      target: 0,
      floor: 0,
      bound: 'at most',
    },
    [admitted.filter((times) => times !== 1).length],
  )
}

/** J1 to J4, J6. */
export async function launchLines({ quick }) {
  if (quick) return []
  const folder = mkdtempSync(join(tmpdir(), 'bbb-room-bench-'))
  const bbb = await startFakeBbb({ secret: bbbSecret })
  try {
    const lines = await embeddedLines(folder, bbb)
    if (postgresFolder === undefined) {
      console.error('PostgreSQL is not installed: J4 and J6 are skipped')
      return lines
    }
    return [...lines, ...(await postgresLines(folder, bbb))]
  } finally {
    await bbb.close()
    rmSync(folder, { recursive: true })
  }
}
