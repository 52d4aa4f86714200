import { spawn, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A server in a process of its own.
 * @typedef {object} ServerProcess
 * @property {string} origin
 * @property {number} pid
 * @property {() => number} cpuMicroseconds what it has used so far, in all its threads
 * @property {() => string} output
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop SIGKILL, unless told otherwise
 */

const hasTaskset = works('taskset', ['-V'])
const ticksPerSecond = Number(works('getconf', ['CLK_TCK']) || 100)

/** @returns {string} what it printed; empty when there is no such program */
function works(program, args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}

/**
 * How to run Node on one processor: servers on the first, what asks them on the second.
 * @param {number | undefined} cpu any, when there is no `taskset` or only one processor
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function nodeOn(cpu, args) {
  const isPinned = cpu !== undefined && hasTaskset !== '' && cpus().length > 1
  return isPinned ? ['taskset', ['-c', String(cpu), process.execPath, ...args]] : [process.execPath, args]
}

/**
 * Starts a program that prints `{"event":"listening", …}` once it listens. What it prints goes to a file, as for a
 * service.
 * @param {{ program: string, port: number, env: Record<string, string>, folder: string, cpu?: number }} options
 * @returns {Promise<ServerProcess>}
 */
export async function startServer({ program, port, env, folder, cpu = 0 }) {
  const file = `${folder}/output-${port}.log`
  const descriptor = openSync(file, 'w')
  const [command, args] = nodeOn(cpu, [program])
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', descriptor, descriptor],
  })
  closeSync(descriptor)
  const output = () => readFileSync(file, 'utf8')
  const giveUpAt = performance.now() + 20_000
  while (!output().includes('"listening"')) {
    if (child.exitCode !== null || performance.now() > giveUpAt)
      throw new Error(`${program} did not start:\n${output()}`)
    await sleep(20)
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: /** @type {number} */ (child.pid),
    cpuMicroseconds: () => cpuOf(child.pid),
    output,
    async stop(signal = 'SIGKILL') {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}

/** User and system time of a process, from its line in /proc; its name may hold spaces. */
function cpuOf(pid) {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / ticksPerSecond
}

/** @returns {Promise<number>} */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}
