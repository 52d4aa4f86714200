import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@bbb-room/fake-bbb'
import pg from 'pg'
import { programs, serverUser } from './programs.ts'

/** A PostgreSQL server of this test's own: data in a temporary folder, loopback, a port of its own. */
export interface OwnPostgres {
  readonly port: number
  /** `application` is a role that owns nothing. The port may be replaced by a proxy's. */
  urlFor(role: 'owner' | 'application', port?: number): string
  /**
   * `fast` breaks transactions off and shuts down; `immediate` is a crash: what was committed is there afterwards,
   * nothing else; `kill` is SIGKILL to the first process.
   */
  stop(how: 'fast' | 'immediate' | 'kill'): Promise<void>
  start(): Promise<void>
  /** Runs one statement as the owner. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** A connection as the owner, for locks that are held; its caller ends it. */
  connect(): Promise<pg.Client>
  /** Everything in the database, as `pg_dump` writes it. */
  dump(): string
  /** Stops it and removes its data, but for a folder that was given. */
  close(): Promise<void>
}

export interface OwnPostgresOptions {
  /** Where the data go; a temporary folder unless given, which the caller then removes. */
  folder?: string
  /** Keeps the log of transactions in another folder than the data. */
  logElsewhere?: boolean
  /** Further settings, as in `postgresql.conf`. */
  settings?: readonly string[]
}

const signals = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' } as const
const startWithinMs = 30_000
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)

/** @throws {Error} where PostgreSQL is not installed, or does not answer within 30 s */
export async function startOwnPostgres(options: OwnPostgresOptions = {}): Promise<OwnPostgres> {
  if (programs === undefined) throw new Error('PostgreSQL is not installed')
  const folderOfPrograms = programs
  const program = (name: string) => join(folderOfPrograms, name)
  const user = serverUser()
  const folderOf = (given?: string) => {
    const folder = given ?? mkdtempSync(join(tmpdir(), 'bbb-room-postgres-'))
    if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
    return folder
  }
  const folder = folderOf(options.folder)
  const logFolder = options.logElsewhere === true ? folderOf() : undefined
  const data = join(folder, 'data')
  const run = { ...user, cwd: folder, stdio: 'ignore' as const }
  const initdb = ['-D', data, '-U', 'owner', '-A', 'trust', '--no-locale', '-E', 'UTF8']
  execFileSync(program('initdb'), logFolder === undefined ? initdb : [...initdb, '-X', logFolder], run)
  const port = await freePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=150',
    ...(options.settings ?? []),
  ].flatMap((setting) => ['-c', setting])
  const urlFor: OwnPostgres['urlFor'] = (role, at = port) => `postgres://${role}@127.0.0.1:${at}/postgres`
  let server: ChildProcess | undefined

  const connect = async () => {
    const client = new pg.Client({ connectionString: urlFor('owner'), types, connectionTimeoutMillis: 2_000 })
    // A server that is stopped on purpose takes this connection along.
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const query: OwnPostgres['query'] = async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    const client = await connect()
    try {
      return (await client.query<Row>(text, [...values])).rows
    } finally {
      await client.end()
    }
  }
  const answers = async () => {
    const startedAt = performance.now()
    for (;;) {
      try {
        await query('select 1 as one')
        return
      } catch (cause) {
        if (performance.now() - startedAt > startWithinMs) throw new Error('PostgreSQL does not answer', { cause })
      }
      await sleep(25)
    }
  }
  const start = async () => {
    server = spawn(program('postgres'), ['-D', data, ...settings], run)
    await answers()
  }
  const stop: OwnPostgres['stop'] = async (how) => {
    if (server === undefined) return
    const stopped = server
    server = undefined
    if (stopped.exitCode === null && stopped.signalCode === null) {
      const exited = once(stopped, 'exit')
      stopped.kill(signals[how])
      await exited
    }
  }

  await start()
  await query('create role application login')

  return {
    port,
    urlFor,
    stop,
    start,
    query,
    connect,
    dump: () =>
      execFileSync(program('pg_dump'), ['--inserts', urlFor('owner')], {
        encoding: 'utf8',
        maxBuffer: 256 * 1024 * 1024,
      }),
    async close() {
      await stop('fast')
      if (logFolder !== undefined) rmSync(logFolder, { recursive: true, force: true })
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
