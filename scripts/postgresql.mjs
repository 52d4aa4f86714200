import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { installDebianPackages, isExecutable } from './debian.mjs'

const debianRoot = '/usr/lib/postgresql'

function find() {
  const named = process.env.POSTGRESQL_BIN
  const debian = versionsIn(debianRoot).map((version) => join(debianRoot, version, 'bin'))
  const onPath = (process.env.PATH ?? '').split(':')
  const server = [...(named ? [named] : [...debian, ...onPath])]
    .map((folder) => join(folder, 'initdb'))
    .find(isExecutable)
  return server && dirname(server)
}

function versionsIn(folder) {
  try {
    return readdirSync(folder).sort((a, b) => Number(b) - Number(a))
  } catch {
    return []
  }
}

/**
 * Finds PostgreSQL's server programs for the storage suite, which starts its own server: `POSTGRESQL_BIN`, Debian's
 * folders, the PATH, then Debian's package when root.
 * @returns {Promise<string | undefined>} the folder with `initdb` and `postgres`; `undefined`, with a message printed,
 *   when there is none
 */
export async function ensurePostgresql() {
  const found = find() ?? ((await installDebianPackages(['postgresql'])) ? find() : undefined)
  if (!found) {
    console.error(
      'No PostgreSQL server found, so the storage suite runs on SQLite only. Install PostgreSQL 15 or newer, or set POSTGRESQL_BIN to the folder with its programs.',
    )
  }
  return found
}
