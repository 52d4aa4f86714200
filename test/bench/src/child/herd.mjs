// A class that arrives: each person joins and launches once, at their moment, from a process of its own. Prints what
// they were answered, and how long the slowest took.
import { Agent, request as httpRequest } from 'node:http'
import { readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'

const { origins, host, page, paths, tokens, spreadMs } = JSON.parse(readFileSync(0, 'utf8'))
const agent = new Agent({ keepAlive: true, maxSockets: Infinity })

/** @returns {Promise<{ status: number, headers: import('node:http').IncomingHttpHeaders, body: string }>} */
function post(origin, path, headers, body) {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(`${origin}${path}`, {
      method: 'POST',
      agent,
      headers: { Host: host, Origin: page, ...headers, 'Content-Length': Buffer.byteLength(body) },
    })
    outgoing.on('error', reject)
    outgoing.on('response', (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk) => (text += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
    })
    outgoing.end(body)
  })
}

/** Where one person came out. */
async function enter(n) {
  const startedAt = performance.now()
  const origin = origins[n % origins.length]
  const joinHeaders = { 'Content-Type': 'application/json', Authorization: `Bearer ${tokens[n]}` }
  const joined = await post(origin, paths.join, joinHeaders, '{}')
  const { ticket, ...problem } = JSON.parse(joined.body)
  if (joined.status !== 200 || ticket === undefined) {
    delete problem.request_id
    const { 'content-type': type, 'retry-after': retryAfter } = joined.headers
    return { told: JSON.stringify([joined.status, type, retryAfter, problem]) }
  }
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const launched = await post(origin, paths.launch, form, `ticket=${ticket}`)
  const ms = performance.now() - startedAt
  if (launched.status !== 303) return { told: String(launched.status) }
  return { ms, meetingID: new URL(launched.headers.location ?? '').searchParams.get('meetingID') }
}

const startedAt = performance.now()
const people = []
while (people.length < tokens.length) {
  const passed = performance.now() - startedAt
  const due = spreadMs === 0 ? tokens.length : Math.floor((passed / spreadMs) * tokens.length) + 1
  while (people.length < Math.min(due, tokens.length)) people.push(enter(people.length))
  await nextTurn()
}
const ends = await Promise.all(people)
agent.destroy()

const entered = ends.filter((end) => end.told === undefined)
/** @type {Record<string, number>} */
const told = {}
for (const end of ends) if (end.told !== undefined) told[end.told] = (told[end.told] ?? 0) + 1
console.log(
  JSON.stringify({
    entered: entered.length,
    tookMs: performance.now() - startedAt,
    meetings: new Set(entered.map(({ meetingID }) => meetingID)).size,
    slowestMs: Math.max(0, ...entered.map(({ ms }) => ms ?? 0)),
    told,
  }),
)
