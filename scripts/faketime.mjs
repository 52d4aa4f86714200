import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { installDebianPackages } from './debian.mjs'

const libraries = '/usr/lib'

const isInstalled = () =>
  existsSync(libraries) &&
  readdirSync(libraries).some((folder) => existsSync(join(libraries, folder, 'faketime/libfaketimeMT.so.1')))

/**
 * Sees to libfaketime, which gives a process of the chaos suite a wrong clock: where Debian keeps it, else Debian's
 * package when root. Says so where there is none.
 */
export async function ensureFaketime() {
  if (isInstalled() || ((await installDebianPackages(['faketime'])) && isInstalled())) return
  console.error('No libfaketime found, so nothing runs with wrong clocks. On Debian: apt-get install faketime.')
}
