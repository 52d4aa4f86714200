import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const programOf = (name: string) => join(import.meta.dirname, name)

/** What became of a flood of forged callbacks: a third each of end callbacks, recording-ready and webhooks. */
export interface Flood {
  sent: number
  /** Those that were due while 2,000 were unanswered. */
  unsent: number
  answered: number
  statuses: Record<string, number>
  /** Sent, on average. */
  perSecond: number
}

/** Sends forged callbacks from a process of its own. */
export async function flood(options: {
  port: number
  host: string
  perSecond: number
  seconds: number
}): Promise<Flood> {
  const { stdout } = await run(process.execPath, [programOf('flood.mjs'), JSON.stringify(options)])
  return JSON.parse(stdout) as Flood
}

/** A server in a process of its own that answers everything and does nothing: what a flood is compared with. */
export async function startBareServer(): Promise<{ port: number; close(): void }> {
  const child = spawn(process.execPath, [programOf('bare-server.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { port: Number(line.toString()), close: () => void child.kill() }
}
