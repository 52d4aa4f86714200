import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { nodeOn } from './server-process.mjs'

const run = promisify(execFile)
const program = fileURLToPath(new URL('../child/load.mjs', import.meta.url))

/**
 * What one slot of requests showed.
 * @typedef {object} Slot
 * @property {number} answered
 * @property {number} perSecond requests answered
 * @property {number} cpu microseconds of the servers for each of them
 * @property {number} p50 milliseconds
 * @property {number} p99 milliseconds
 */

/**
 * Many tokens that differ in person and id.
 * @typedef {object} Like
 * @property {string} like one that the server made
 * @property {string} key that signed it
 * @property {number} count
 */

/**
 * @typedef {object} LoadOptions
 * @property {string[]} urls of each process: connections are spread over them
 * @property {Record<string, string>} [headers]
 * @property {string} [body]
 * @property {Like} [bearer] access tokens, in turn
 * @property {Like} [ticket] launches, each with one of its own
 * @property {number} expected the status that every answer must have
 * @property {number} [connections] 32
 * @property {number} seconds
 */

/**
 * Asks a server as fast as it answers, from another process and processor.
 * @param {import('./server-process.mjs').ServerProcess[]} servers whose time is counted
 * @param {LoadOptions} options
 * @returns {Promise<Slot>}
 */
export async function load(servers, { expected, connections = 32, ...options }) {
  const cpuMicroseconds = () => servers.reduce((sum, server) => sum + server.cpuMicroseconds(), 0)
  const before = cpuMicroseconds()
  const [command, args] = nodeOn(1, [program, JSON.stringify({ connections, ...options })])
  const { stdout } = await run(command, args)
  const { answered, perSecond, p50, p99, statuses } = JSON.parse(stdout)
  const cpu = (cpuMicroseconds() - before) / answered
  if (answered === 0 || Object.keys(statuses).some((status) => Number(status) !== expected)) {
    throw new Error(`${options.urls[0]} answered ${JSON.stringify(statuses)}`)
  }
  return { answered, perSecond, cpu, p50, p99 }
}

/** Until a server's code is compiled: a number of requests, not a time, since the machine may be busy. */
const warmRequests = 8000

/**
 * Asks until the server is as fast as it gets.
 * @param {() => Promise<Slot>} slot
 */
export async function warmUp(slot) {
  let answered = 0
  for (let slots = 0; slots < 6 && answered < warmRequests; slots++) {
    // A cold server on a busy machine may refuse for a moment; once it counts, a refusal is a failure.
    answered += await slot().then(
      (shown) => shown.answered,
      () => 0,
    )
  }
}
