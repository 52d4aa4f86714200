import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.mjs'

const { packageManager, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** `pnpm@<version>` as pinned in package.json, without the hash that only corepack understands. */
const pinned = packageManager.replace(/\+.*$/, '')

/**
 * Runs the pinned pnpm, whether or not one is installed: `npx` fetches it once, keeps it in npm's cache, and puts it on
 * the PATH of its children, where turbo looks for it.
 * @param {string[]} args
 * @param {{ quiet?: boolean }} [options]
 */
export function pnpm(args, options) {
  return run('npx', ['--yes', pinned, ...args], options)
}

/** Installs exactly what the lockfile says. Costs about a second when everything is there. */
export async function install() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [wantedMajor, wantedMinor] = engines.node.match(/\d+/g).map(Number)
  if (major < wantedMajor || (major === wantedMajor && minor < wantedMinor)) {
    console.error(`Node ${engines.node} is needed; this is ${process.versions.node}.`)
    return false
  }
  return pnpm(['install', '--frozen-lockfile', '--prefer-offline'], { quiet: true })
}
