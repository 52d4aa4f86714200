import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { freePort } from '@bbb-room/fake-bbb'
import type { BrokenBuild } from '../replica/broken-build.ts'
import { type Failpoint, type FromReplica, placeOf, type ToReplica } from '../replica/failpoint.ts'
import { eventually } from './eventually.ts'

const program = createRequire(import.meta.url).resolve('@bbb-room/bff-server/main')
const installer = join(import.meta.dirname, '../../dist/replica/install.js')

/** One replica: the program as an operator runs it. It keeps its ports over restarts. */
export interface Replica {
  readonly name: string
  readonly port: number
  readonly adminPort: number
  /** Of the process there is, or was last. */
  readonly child: ChildProcess
  readonly isRunning: boolean
  /** Every byte that all its processes have written so far. */
  output(): string
  /** Starts it again, with other variables besides those it had. Resolves when it serves. */
  start(options?: ReplicaOptions): Promise<void>
  /** Sends a signal and waits for the end. @returns exit code, `null` when the signal ended it */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** SIGSTOP: its sockets stay open, nothing in it goes on. */
  pause(): void
  /** SIGCONT */
  goOn(): void
  /** Reads the tenants file again; resolves when it has. */
  reload(): Promise<void>
  /** Its clock is off by so many seconds from now on. Resolves when the process sees it. */
  stepClock(offsetSeconds: number): Promise<void>
  isReady(): Promise<boolean>
  metrics(): Promise<string>
  /** Replaces its failpoints while it runs. It must have been started with some, or with `[]`. */
  arm(...failpoints: readonly Failpoint[]): Promise<void>
  /** Resolves when a failpoint that waits was reached. */
  waitsAt(point: Pick<Failpoint, 'when' | 'step'>): Promise<void>
  /** Whether a failpoint that waits was reached. */
  isWaitingAt(point: Pick<Failpoint, 'when' | 'step'>): boolean
  /** Lets whatever waits there go on. */
  goOnFrom(point: Pick<Failpoint, 'when' | 'step'>): void
  /** Resolves when the process has ended by itself: a failpoint killed it. */
  ended(): Promise<void>
  /** Where a failpoint killed the process there was last. */
  readonly diedAt: string | undefined
  /** Resolves when a failpoint has paused it. */
  paused(): Promise<void>
}

export interface ReplicaOptions {
  variables?: Readonly<Record<string, string>>
  /** Loads the failpoints; `[]` to arm some later. Without it, and without `broken`, nothing of ours is loaded. */
  failpoints?: readonly Failpoint[]
  /** Ways in which it is wrong on purpose. */
  broken?: readonly BrokenBuild[]
  /** How far its clock is off, in seconds, by libfaketime; {@link Replica.stepClock} changes it while it runs. */
  clockOffsetSeconds?: number
}

/** Where Debian puts libfaketime; `undefined` where it is not installed. */
export const fakeTimeLibrary = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
].find((path) => existsSync(path))

/**
 * @param variables what every process of it gets
 * @param options of its first process
 */
export async function startReplica(
  name: string,
  variables: Readonly<Record<string, string>>,
  options: ReplicaOptions = {},
): Promise<Replica> {
  const [port, adminPort] = [await freePort(), await freePort()]
  const clockFile = join(tmpdir(), `bbb-room-chaos-clock-${process.pid}-${port}`)
  let output = ''
  let child: ChildProcess
  let lastOptions = options
  let diedAt: string | undefined
  let exited: Promise<void>
  const waited = new Map<string, number>()

  const start = async (given: ReplicaOptions = {}) => {
    lastOptions = { ...lastOptions, ...given, variables: { ...lastOptions.variables, ...given.variables } }
    const { failpoints, broken = [], clockOffsetSeconds, variables: own } = lastOptions
    const isWatched = failpoints !== undefined || broken.length > 0
    if (isWatched && !existsSync(installer))
      throw new Error('build the package first: pnpm --filter @bbb-room/chaos build')
    const from = output.length
    child = spawn(process.execPath, [...(isWatched ? ['--import', pathToFileURL(installer).href] : []), program], {
      env: {
        PORT: String(port),
        ADMIN_PORT: String(adminPort),
        ...variables,
        ...own,
        ...(isWatched && { CHAOS_FAILPOINTS: JSON.stringify(failpoints ?? []), CHAOS_BROKEN: broken.join(',') }),
        ...(clockOffsetSeconds !== undefined && fakeTime(clockOffsetSeconds, clockFile)),
      },
      stdio: ['ignore', 'pipe', 'pipe', ...(isWatched ? (['ipc'] as const) : [])],
    })
    waited.clear()
    diedAt = undefined
    const current = child
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (piece: string) => (output += piece))
    exited = new Promise((resolve) => current.once('exit', () => resolve()))
    // It can die while it is told something.
    child.on('error', () => undefined)
    child.on('message', (message: FromReplica) => {
      if ('diesAt' in message) diedAt = message.diesAt
      if ('waitsAt' in message) waited.set(message.waitsAt, (waited.get(message.waitsAt) ?? 0) + 1)
    })
    await eventually(`${name} serves`, () => {
      if (hasEnded(current)) return true
      return output.slice(from).includes('"event":"listening"')
    })
    if (hasEnded(current)) throw new Error(`${name} did not start:\n${output.slice(from)}`)
  }
  const waitFor = (pattern: RegExp, from: number) =>
    eventually(`${name} writes ${pattern.source}`, () => pattern.test(output.slice(from)))
  const tell = (message: ToReplica) => {
    if (!child.connected) throw new Error(`${name} was not started with failpoints`)
    child.send(message)
  }
  const isWaitingAt = (point: Pick<Failpoint, 'when' | 'step'>) => (waited.get(placeOf(point)) ?? 0) > 0
  await start()

  return {
    name,
    port,
    adminPort,
    get child() {
      return child
    },
    get isRunning() {
      return !hasEnded(child)
    },
    get diedAt() {
      return diedAt
    },
    output: () => output,
    start,
    async stop(signal = 'SIGKILL') {
      if (!hasEnded(child)) {
        child.kill(signal)
        await exited
      }
      rmSync(clockFile, { force: true })
      return child.exitCode
    },
    pause: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async reload() {
      const from = output.length
      child.kill('SIGHUP')
      await waitFor(/tenants-(not-)?reloaded/, from)
      if (output.slice(from).includes('tenants-not-reloaded')) throw new Error(`${name} refused the tenants file`)
    },
    async stepClock(offsetSeconds) {
      writeFileSync(clockFile, offsetText(offsetSeconds))
      const bound = performance.now() + 10_000
      // The process looks at the file once a second; what it logs tells its time.
      await eventually(`${name} sees its new clock`, async () => {
        if (performance.now() > bound) throw new Error('never')
        const from = output.length
        await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
        const [, logged] = /"time":"([^"]+)"/.exec(output.slice(from)) ?? []
        return logged !== undefined && Math.abs(Date.parse(logged) - Date.now() - offsetSeconds * 1000) < 5_000
      })
    },
    isReady: () =>
      fetch(`http://127.0.0.1:${adminPort}/readyz`, { signal: AbortSignal.timeout(10_000) }).then(
        (answer) => answer.ok,
        () => false,
      ),
    metrics: async () => (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text(),
    async arm(...failpoints) {
      const given = new AbortController()
      const taken = once(child, 'message', { signal: given.signal })
      try {
        tell({ arm: failpoints })
      } catch (error) {
        given.abort()
        await taken.catch(() => undefined)
        throw error
      }
      await taken
    },
    waitsAt: async (point) => {
      await eventually(`${name} waits ${placeOf(point)}`, () => isWaitingAt(point))
    },
    isWaitingAt,
    goOnFrom(point) {
      waited.delete(placeOf(point))
      tell({ goOn: placeOf(point) })
    },
    ended: () => exited,
    paused: async () => {
      await eventually(`${name} is paused`, async () => (await stateOf(child)) === 'T')
    },
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** The kernel's letter for what a process is doing: `T` is stopped. */
async function stateOf(child: ChildProcess): Promise<string | undefined> {
  const { readFile } = await import('node:fs/promises')
  return /\) (\w)/.exec(await readFile(`/proc/${child.pid}/stat`, 'utf8'))?.[1]
}

const offsetText = (seconds: number) => (seconds < 0 ? String(seconds) : `+${seconds}`)

/** The process believes another time of day; its monotonic clock, hence its timers, stay real. */
function fakeTime(offsetSeconds: number, file: string): Record<string, string> {
  if (fakeTimeLibrary === undefined) throw new Error('faketime is not installed')
  writeFileSync(file, offsetText(offsetSeconds))
  return {
    LD_PRELOAD: fakeTimeLibrary,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
  }
}
