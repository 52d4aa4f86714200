import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The BFF's server as a process of its own, as an operator runs it. */
export interface BffProcess {
  readonly port: number
  readonly adminPort: number
  /** Every byte it has written so far. */
  output(): string
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>
}

const startWithinMs = 20_000

/**
 * Starts the BFF's server and waits until it listens.
 * @param variables its whole environment
 * @throws {Error} with what it wrote, when it does not come up
 */
export async function startBffProcess(variables: Readonly<Record<string, string>>): Promise<BffProcess> {
  const program = fileURLToPath(import.meta.resolve('@bbb-room/bff-server/main'))
  const child = spawn(process.execPath, [program], { env: variables, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const { port, adminPort } = await new Promise<{ port: number; adminPort: number }>((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL')
      reject(new Error(`The BFF did not start: ${why}\n${output}`))
    }
    const timer = setTimeout(() => fail('it took too long'), startWithinMs)
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8')
      const line = /^\{"event":"listening".*\}$/m.exec(output)?.[0]
      if (line === undefined) return
      clearTimeout(timer)
      resolve(JSON.parse(line) as { port: number; adminPort: number })
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', () => {
      clearTimeout(timer)
      fail('it ended')
    })
  })
  return { port, adminPort, output: () => output, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await ended
  clearTimeout(timer)
}
