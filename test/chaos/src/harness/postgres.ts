import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migratePostgres } from '@bbb-room/bff'
import { freePort } from '@bbb-room/fake-bbb'
import pg from 'pg'
import { eventually } from './eventually.ts'

/** A PostgreSQL server of this test's own: data in a temporary folder, loopback, a port of its own. */
export interface Postgres {
  readonly port: number
  /** Role and database; the port may be replaced by a proxy's. */
  urlFor(role: 'owner' | 'application', port?: number): string
  /**
   * `fast` breaks transactions off and shuts down; `immediate` is a crash: what was committed is there afterwards,
   * nothing else; `kill` is SIGKILL to the first process.
   */
  stop(how: 'fast' | 'immediate' | 'kill'): Promise<void>
  start(): Promise<void>
  /** Runs one statement as the owner, who sees every tenant. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** A connection as the owner, for locks that are held; its caller ends it. */
  connect(): Promise<pg.Client>
  /** Everything in the database, as `pg_dump` writes it. */
  dump(): string
  close(): Promise<void>
}

const signals = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' } as const
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)

const binaries = findBinaries()

/** Whether PostgreSQL is installed; suites that need it say that they skip when it is not. */
export const postgresIsInstalled = binaries !== undefined
if (!postgresIsInstalled) process.stderr.write('PostgreSQL is not installed: what needs it is skipped\n')

function findBinaries(): string | undefined {
  const versions = '/usr/lib/postgresql'
  if (!existsSync(versions)) return undefined
  return readdirSync(versions)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(versions, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')))
}

/** PostgreSQL refuses to run as root: then it runs as the user its package made. */
function serverUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/**
 * @param options.folder where the data go; a temporary folder unless given, which the caller then removes
 * @param options.logElsewhere keeps the log of transactions in another folder than the data
 * @param options.settings further settings, as in `postgresql.conf`
 */
export async function startPostgres(
  options: { folder?: string; logElsewhere?: boolean; settings?: readonly string[] } = {},
): Promise<Postgres> {
  if (binaries === undefined) throw new Error('PostgreSQL is not installed')
  const programs = binaries
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'bbb-room-chaos-pg-'))
  const user = serverUser()
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const run = { ...user, cwd: folder, stdio: 'ignore' as const }
  const logFolder = options.logElsewhere === true ? mkdtempSync(join(tmpdir(), 'bbb-room-chaos-wal-')) : undefined
  if (logFolder !== undefined && user.uid !== undefined && user.gid !== undefined) {
    chownSync(logFolder, user.uid, user.gid)
  }
  const initdb = ['-D', data, '-U', 'owner', '-A', 'trust', '--no-locale', '-E', 'UTF8']
  execFileSync(join(programs, 'initdb'), logFolder === undefined ? initdb : [...initdb, '-X', logFolder], run)
  const port = await freePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=150',
    ...(options.settings ?? []),
  ].flatMap((setting) => ['-c', setting])
  const urlFor: Postgres['urlFor'] = (role, at = port) => `postgres://${role}@127.0.0.1:${at}/postgres`
  let server: ChildProcess | undefined

  const connect = async () => {
    const client = new pg.Client({ connectionString: urlFor('owner'), types, connectionTimeoutMillis: 2_000 })
    // A server that is stopped on purpose takes this connection along.
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const query: Postgres['query'] = async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    const client = await connect()
    try {
      return (await client.query<Row>(text, [...values])).rows
    } finally {
      await client.end()
    }
  }
  const start = async () => {
    server = spawn(join(programs, 'postgres'), ['-D', data, ...settings], run)
    await eventually('PostgreSQL answers', () => query('select 1 as one'))
  }
  const stop: Postgres['stop'] = async (how) => {
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
  await migratePostgres({ ownerUrl: urlFor('owner'), applicationRole: 'application' })

  return {
    port,
    urlFor,
    stop,
    start,
    query,
    connect,
    dump: () =>
      execFileSync(join(programs, 'pg_dump'), ['--inserts', urlFor('owner')], {
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
