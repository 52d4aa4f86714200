import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startFakeBbb } from '@bbb-room/fake-bbb'
import { postgresFolder, startPostgres } from './http/postgres.mjs'
import { bbbSecret, page, startProduct } from './http/product.mjs'
import { freePort, nodeOn, startServer } from './http/server-process.mjs'
import { createRandom } from './input/random.mjs'
import { measureLines, statedLine } from './lines.mjs'

const people = 1000
/** How long BBB takes to make a meeting. */
const createMs = 300
const programOf = (name) => fileURLToPath(new URL(`child/${name}.mjs`, import.meta.url))

/**
 * How a herd fared.
 * @typedef {object} Herd
 * @property {number} entered
 * @property {number} meetings how many they were sent to
 * @property {number} slowestMs
 * @property {number} tookMs until all were answered
 * @property {Record<string, number>} told what the others were answered, and how many of them
 */

/** @returns {Promise<Herd>} */
async function sendHerd(input) {
  const [command, args] = nodeOn(1, [programOf('herd')])
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stdin.end(JSON.stringify({ page, ...input }))
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error('The herd did not arrive')
  return JSON.parse(output)
}

/**
 * Sends herds to a room that has no meeting yet, each to a new one.
 * @param {import('./http/product.mjs').Product} product
 * @param {import('@bbb-room/fake-bbb').FakeBbb} bbb
 */
function herdsTo(product, bbb) {
  let rooms = 0
  return async (/** @type {number} */ spreadMs) => {
    const room = `herd-${rooms++}`
    const manage = { token: product.tokenOf({ room, scope: 'room:manage' }) }
    const declaration = { name: 'A whole class', wait_for_moderator: false }
    await product.request('PUT', `/rooms/${room}`, { ...manage, body: declaration })
    bbb.journal.clear()
    const tokens = Array.from({ length: people }, (_, n) =>
      product.tokenOf({ room, sub: `person-${n}`, role: 'viewer' }),
    )
    const herd = await sendHerd({
      origins: product.processes.map(({ origin }) => origin),
      host: product.host,
      paths: { join: `/t/acme/v1/rooms/${room}/join`, launch: '/t/acme/v1/launch' },
      tokens,
      spreadMs,
    })
    const created = bbb.journal.of('create')
    const { meetingID } = created[0]?.params ?? {}
    const aboutIt = bbb.journal.entries.filter(({ params }) => params['meetingID'] === meetingID)
    const end = { token: product.tokenOf({ room }), body: {} }
    await product.request('POST', `/rooms/${room}/end`, end)
    const looks = aboutIt.filter(({ call }) => call === 'getMeetingInfo').length
    return { ...herd, creates: created.length, looks, others: aboutIt.length - created.length - looks }
  }
}

/** The same people, each asking for themselves. */
function herdsToReference(server) {
  let rooms = 0
  return (/** @type {number} */ spreadMs) => {
    const room = `reference-${rooms++}`
    return sendHerd({
      origins: [server.origin],
      host: new URL(server.origin).host,
      paths: { join: '/join', launch: `/launch/${room}` },
      tokens: Array.from({ length: people }, () => 'none'),
      spreadMs,
    })
  }
}

/** W1, W2, W4 for one product. */
async function productLines(name, product, bbb, { quick }) {
  const send = herdsTo(product, bbb)
  bbb.faults.always('create', { kind: 'delay', ms: createMs })
  await send(1000)
  /** @type {Record<string, any[]>} */
  const herds = { 'over 1 s': [], 'at once': [] }
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    herds['over 1 s'].push(await send(1000))
    herds['at once'].push(await send(0))
  }
  const all = Object.values(herds).flat()
  const whole = all.filter(({ entered, meetings }) => entered === people && meetings === 1)
  /** @type {Pick<import('./lines.mjs').Line, 'contender' | 'bound'>} */
  const line = { contender: name, bound: 'at most' }
  const functional = [
    statedLine({ id: 'W1', what: 'herds not all let in to one', ...line, reference: 'herds', target: 0, floor: 0 }, [
      all.length - whole.length,
    ]),
    statedLine(
      { id: 'W1', what: 'herd of 1,000: create', ...line, reference: 'calls', target: 1, floor: 1 },
      all.map(({ creates }) => creates),
    ),
    statedLine(
      { id: 'W1', what: 'herd of 1,000: other calls', ...line, reference: 'calls', target: 0, floor: 0 },
      all.map(({ others }) => others),
    ),
    // Nobody's join: the worker sees whether anybody is in yet, as often for one person as for a thousand.
    statedLine(
      { id: 'W1', what: 'looks at the meeting', ...line, reference: 'a second', target: 2, floor: 2.5 },
      all.map(({ looks, tookMs }) => looks / Math.max(1, tookMs / 1000)),
    ),
  ]
  if (quick) return functional
  const slowest = (herd) => herd.map(({ slowestMs }) => slowestMs - createMs)
  const waited = [
    statedLine(
      { id: 'W2', what: 'slowest, over 1 s', ...line, reference: 'ms after BBB', target: 60, floor: 150 },
      slowest(herds['over 1 s']),
    ),
    statedLine(
      { id: 'W2', what: 'slowest, at once', ...line, reference: 'ms after BBB', target: 250, floor: 500 },
      slowest(herds['at once']),
    ),
  ]
  return [...functional, ...waited]
}

/** W4: BBB does not make the meeting. */
async function failingLines(product, bbb) {
  bbb.faults.clear('create')
  bbb.faults.always('create', { kind: 'checksumError' })
  const send = herdsTo(product, bbb)
  const { entered, told, creates } = await send(0)
  bbb.faults.clear('create')
  /** @type {Pick<import('./lines.mjs').Line, 'id' | 'contender' | 'bound'>} */
  const line = { id: 'W4', contender: 'product', bound: 'at most' }
  const [only] = Object.keys(told)
  if (Object.keys(told).length !== 1 || !only.includes('problem+json')) console.error('W4:', told)
  return [
    statedLine({ ...line, what: 'create fails: calls', reference: 'calls', target: 1, floor: 1 }, [creates]),
    statedLine({ ...line, what: 'create fails: answers', reference: 'kinds of answer', target: 1, floor: 1 }, [
      Object.keys(told).length + (entered > 0 ? 1 : 0),
    ]),
  ]
}

/** W1 to W4: a thousand people who want into a room that has no meeting yet. */
export async function herdLines({ quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'bbb-room-bench-'))
  const bbb = await startFakeBbb({ secret: bbbSecret, journalLimit: 100_000 })
  const running = []
  try {
    const one = await startProduct({ folder, bbbUrl: bbb.baseUrl })
    running.push(one)
    const lines = await productLines('1 process', one, bbb, { quick })
    if (quick) return lines
    lines.push(...(await patternLines(folder, one, bbb, running)), ...(await failingLines(one, bbb)))
    if (postgresFolder === undefined) {
      console.error('PostgreSQL is not installed: W1 and W2 of two processes are skipped')
      return lines
    }
    const postgres = await startPostgres()
    running.push(postgres)
    const store = { url: postgres.urlFor('application'), ownerUrl: postgres.urlFor('owner') }
    const two = await startProduct({ folder, bbbUrl: bbb.baseUrl, store, processes: 2, cpus: [0, 1] })
    running.push(two)
    return [...lines, ...(await productLines('2 processes', two, bbb, { quick }))]
  } finally {
    for (const each of running.reverse()) await each.stop()
    await bbb.close()
    rmSync(folder, { recursive: true })
  }
}

/** W3: beside the way in which every request asks for itself. */
async function patternLines(folder, product, bbb, running) {
  const port = await freePort()
  const reference = await startServer({
    program: programOf('reference-herd'),
    port,
    folder,
    env: { PORT: String(port), BBB_URL: bbb.baseUrl, BBB_SECRET: bbbSecret, PAGE: page },
  })
  running.push(reference)
  bbb.faults.always('isMeetingRunning', { kind: 'delay', ms: createMs / 10 })
  const [send, sendToReference] = [herdsTo(product, bbb), herdsToReference(reference)]
  const slowestOf = (herd) => async () => (await herd).slowestMs
  const contenders = (spreadMs) => ({
    product: () => slowestOf(send(spreadMs))(),
    'ask, then create': () => slowestOf(sendToReference(spreadMs))(),
  })
  await sendToReference(1000)
  /** @type {Pick<import('./lines.mjs').Line, 'id' | 'contender' | 'reference' | 'bound'>} */
  const line = { id: 'W3', contender: 'product', reference: 'ask, then create', bound: 'at most' }
  const measure = (spreadMs, what, target, floor) =>
    measureLines({
      rounds: 3,
      random: createRandom(8),
      contenders: contenders(spreadMs),
      lines: [{ ...line, what, target, floor }],
    })
  const lines = [
    ...(await measure(1000, 'slowest, over 1 s', 0.5, 0.7)),
    ...(await measure(0, 'slowest, at once', 0.15, 0.3)),
  ]
  bbb.faults.clear('isMeetingRunning')
  return lines
}
