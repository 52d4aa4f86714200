import { accessSync, constants } from 'node:fs'
import { run } from './run.mjs'

/**
 * Installs Debian packages, where this is a Debian and we are root.
 * @param {string[]} packages
 * @returns {Promise<boolean>} whether they are installed now
 */
export async function installDebianPackages(packages) {
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) return false
  console.log(`Installing ${packages.join(', ')} …`)
  const aptGet = (...args) =>
    run('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], {
      quiet: true,
    })
  const install = () => aptGet('install', '-y', '--no-install-recommends', ...packages)
  // The package lists of a fresh machine are empty or old.
  return (await aptGet('update')) && (await install())
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
