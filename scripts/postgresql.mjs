import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { installDebianPackages, isExecutable } from './debian.mjs'

const versions = '/usr/lib/postgresql'

const isInstalled = () =>
  existsSync(versions) && readdirSync(versions).some((version) => isExecutable(join(versions, version, 'bin/initdb')))

/**
 * Sees to PostgreSQL's server programs for the storage suite, which starts servers of its own: where Debian keeps them,
 * else Debian's package when root. Says so where there are none.
 */
export async function ensurePostgresql() {
  if (isInstalled() || ((await installDebianPackages(['postgresql'])) && isInstalled())) return
  console.error(
    `No PostgreSQL found in ${versions}, so the storage suite runs on SQLite only. On Debian: apt-get install postgresql.`,
  )
}
