import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from './server-process.mjs'

const versions = '/usr/lib/postgresql'

/** Where PostgreSQL's programs are; `undefined` when it is not installed. */
export const postgresFolder = (existsSync(versions) ? readdirSync(versions) : [])
  .sort((a, b) => Number(b) - Number(a))
  .map((version) => join(versions, version, 'bin'))
  .find((folder) => existsSync(join(folder, 'initdb')))

/**
 * A PostgreSQL server of this run's own, as shipped, on loopback.
 * @returns {Promise<{ urlFor: (role: string, database?: string) => string, version: string, stop: () => Promise<void> }>}
 */
export async function startPostgres() {
  if (postgresFolder === undefined) throw new Error('PostgreSQL is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'bbb-room-bench-pg-'))
  // It refuses to run as root.
  const idOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const run = { ...user, cwd: folder, stdio: /** @type {'ignore'} */ ('ignore') }
  const initdb = ['-D', data, '-U', 'owner', '-A', 'trust', '--no-locale', '-E', 'UTF8']
  execFileSync(join(postgresFolder, 'initdb'), initdb, run)
  const port = await freePort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`]
  const server = spawn(join(postgresFolder, 'postgres'), ['-D', data, ...settings.flatMap((each) => ['-c', each])], run)
  const urlFor = (role, database = 'postgres') => `postgres://${role}@127.0.0.1:${port}/${database}`
  const owner = await connect(urlFor('owner'))
  await owner.query('create role application login')
  await owner.query('create database reference owner owner')
  const { rows } = await owner.query('show server_version')
  await owner.end()
  return {
    urlFor,
    version: rows[0].server_version,
    async stop() {
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function connect(connectionString) {
  for (let remaining = 200; ; remaining--) {
    const client = new pg.Client({ connectionString })
    try {
      await client.connect()
      return client
    } catch (error) {
      if (remaining === 0) throw error
      await sleep(50)
    }
  }
}
