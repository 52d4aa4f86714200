import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeBbb } from '@bbb-room/fake-bbb'
import Database from 'libsql'
import { load } from './http/load.mjs'
import { bbbSecret, page, startProduct } from './http/product.mjs'
import { createRandom } from './input/random.mjs'
import { openClass } from './launches.mjs'
import { measureLines } from './lines.mjs'

const recordings = 10_000
/** Of the room that is listed; the others are of a room that nobody looks at. */
const listed = 1_000
const readers = 8
const listSeconds = 3
const launchSeconds = 2

/** @typedef {import('./http/product.mjs').Product} Product */

/** Writes lines into the product's ledger, as if it had followed them for months, and the recordings into BBB. */
function fill(file, bbb) {
  const database = new Database(file)
  database.pragma('busy_timeout = 5000')
  /** @type {any[]} */
  const [meeting] = database.prepare('select * from meetings').all()
  const insert = database.prepare(
    `insert into recordings (tenant_id, recording_id, room_id, meeting_row_id, meeting_id, record_id, state, name,
      published, formats, thumbnails, expected_since, state_since, publish_on_restore, legal_hold, version)
     values ('acme', ?, ?, ?, ?, ?, 'published', ?, 1, ?, '[]', ?, ?, 0, 0, 0)`,
  )
  const now = Date.now()
  database.transaction(() => {
    for (let n = 0; n < recordings; n++) {
      const startTime = now - (n + 48) * 3_600_000
      const made = bbb.recordings.add({ meetingID: `meeting-${n}`, name: `Lesson ${n}`, startTime })
      const formats = made.formats.map(({ type, url, length }) => ({ type, url, durationSeconds: length * 60 }))
      const room = n < listed ? meeting.room_id : 'archive'
      insert.run(
        `recording-${n}`,
        room,
        meeting.meeting_row_id,
        made.meetingID,
        made.recordID,
        made.name,
        JSON.stringify(formats),
        made.endTime,
        made.endTime,
      )
    }
  })()
  /** Makes all of them due, or none. */
  const setDue = (isDue) =>
    void database.prepare('update recordings set next_look_at = ?').run(isDue ? 0 : Date.now() + 86_400_000)
  const countDue = () => {
    /** @type {any} */
    const row = database.prepare('select count(*) as n from recordings where next_look_at <= ?').get(Date.now())
    return row.n
  }
  return { setDue, countDue, close: () => database.close() }
}

/** Reads the whole list, page after page, on several connections for a while. @returns milliseconds of each list */
async function listFor(product, milliseconds) {
  const agent = new Agent({ keepAlive: true })
  const token = product.tokenOf({ scope: 'recording:read' })
  const endsAt = performance.now() + milliseconds
  const times = []
  const read = async () => {
    while (performance.now() < endsAt) {
      const startedAt = performance.now()
      let read = 0
      let cursor = null
      do {
        const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`
        const body = await get(product, agent, `/t/acme/v1/rooms/maths/recordings${query}`, token)
        read += body.recordings.length
        cursor = body.next
      } while (cursor !== null)
      if (read !== listed) throw new Error(`${read} recordings were listed`)
      times.push(performance.now() - startedAt)
    }
  }
  await Promise.all(Array.from({ length: readers }, read))
  agent.destroy()
  return times.sort((a, b) => a - b)
}

/** @param {Product} product @param {import('node:http').Agent} agent @param {string} path @param {string} token */
function get({ processes, host }, agent, path, token) {
  const { port } = new URL(processes[0].origin)
  const headers = { Host: host, Origin: page, Authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, agent, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece) => (text += piece))
      answer.on('error', reject).on('end', () => {
        if (answer.statusCode === 200) resolve(JSON.parse(text))
        else reject(new Error(`${path} answered ${answer.statusCode}`))
      })
    })
    outgoing.on('error', reject).end()
  })
}

/** R1: the list from the store while BBB hangs in the middle of a sweep, beside the same with BBB well and nothing to ask it. */
async function listLines(product, bbb, ledger) {
  const median = async () => {
    const times = await listFor(product, listSeconds * 1000)
    return { p50: times[Math.floor(times.length / 2)] }
  }
  return measureLines({
    rounds: 5,
    random: createRandom(8),
    contenders: {
      'BBB hangs': async () => {
        bbb.faults.always('*', { kind: 'hang' })
        ledger.setDue(true)
        return median()
      },
      'BBB answers': async () => {
        bbb.faults.clear()
        ledger.setDue(false)
        return median()
      },
    },
    lines: [
      {
        id: 'R1',
        what: `list ${listed} recordings`,
        contender: 'BBB hangs',
        reference: 'BBB answers',
        of: 'p50',
        target: 1.2,
        floor: 2,
        bound: 'at most',
      },
    ],
  })
}

/** R2: launches while ten thousand recordings are asked about, beside launches at rest. */
async function sweepLines(product, bbb, ledger, ticket) {
  const launch = () =>
    load(product.processes, {
      urls: product.processes.map(({ origin }) => `${origin}/t/acme/v1/launch`),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: page, Host: product.host },
      ticket: { like: ticket, key: product.ticketKey, count: 14_000 * launchSeconds },
      connections: 8,
      expected: 303,
      seconds: launchSeconds,
    })
  await launch()
  return measureLines({
    rounds: 5,
    random: createRandom(9),
    contenders: {
      'while 10,000 recordings are asked about': async () => {
        ledger.setDue(true)
        const asked = bbb.journal.count('getRecordings')
        const slot = await launch()
        if (bbb.journal.count('getRecordings') === asked) throw new Error('BBB was not asked meanwhile')
        if (ledger.countDue() === 0) throw new Error('The sweep was over too soon')
        return slot
      },
      'at rest': async () => {
        ledger.setDue(false)
        await new Promise((resolve) => setTimeout(resolve, 500))
        return launch()
      },
    },
    lines: [
      {
        id: 'R2',
        what: 'launch, slowest of a hundred',
        contender: 'while 10,000 recordings are asked about',
        reference: 'at rest',
        of: 'p99',
        target: 2,
        floor: 4,
        bound: 'at most',
      },
    ],
  })
}

export async function recordingLines() {
  const folder = mkdtempSync(join(tmpdir(), 'bbb-room-bench-'))
  const bbb = await startFakeBbb({ secret: bbbSecret, callbacks: 'block' })
  const running = []
  try {
    const product = await startProduct({ folder, bbbUrl: bbb.baseUrl })
    running.push(product)
    const ticket = await openClass(product, bbb)
    const ledger = fill(join(folder, `product-${new URL(product.processes[0].origin).port}.db`), bbb)
    running.push({ stop: () => ledger.close() })
    ledger.setDue(false)
    const sweep = await sweepLines(product, bbb, ledger, ticket)
    return [...(await listLines(product, bbb, ledger)), ...sweep]
  } finally {
    for (const each of running.reverse()) await each.stop()
    await bbb.close()
    rmSync(folder, { recursive: true })
  }
}
