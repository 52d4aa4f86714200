import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@bbb-room/fake-bbb'
import pg from 'pg'
import { migratePostgres } from './postgres-store.ts'

/** A PostgreSQL server of this test's own: data in a temporary folder, loopback, a port of its own. */
export interface TestPostgres {
  ownerUrl: string
  /** A role that owns nothing. */
  applicationUrl: string
  stop(): Promise<void>
}

const binaries = findBinaries()

/** Whether PostgreSQL is installed; suites that need it say that they skip when it is not. */
export const postgresIsInstalled = binaries !== undefined

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

export async function startPostgres(): Promise<TestPostgres> {
  if (binaries === undefined) throw new Error('PostgreSQL is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'bbb-room-pg-'))
  const user = serverUser()
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const run = { ...user, cwd: folder, stdio: 'ignore' as const }
  execFileSync(join(binaries, 'initdb'), ['-D', data, '-U', 'owner', '-A', 'trust', '--no-locale', '-E', 'UTF8'], run)
  const port = await freePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=80',
  ]
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], run)

  const urlFor = (role: string) => `postgres://${role}@127.0.0.1:${port}/postgres`
  await waitUntilReady(urlFor('owner'))
  const owner = new pg.Client({ connectionString: urlFor('owner') })
  await owner.connect()
  await owner.query('create role application login')
  await owner.end()
  await migratePostgres({ ownerUrl: urlFor('owner'), applicationRole: 'application' })

  return {
    ownerUrl: urlFor('owner'),
    applicationUrl: urlFor('application'),
    async stop() {
      server.kill('SIGINT')
      if (server.exitCode === null) await once(server, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function waitUntilReady(url: string): Promise<void> {
  for (let remaining = 200; ; remaining--) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (remaining === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
