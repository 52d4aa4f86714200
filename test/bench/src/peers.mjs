import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Where they and the lockfile of their own are. */
export const peersFolder = fileURLToPath(new URL('../peers/', import.meta.url))
const require = createRequire(`${peersFolder}package.json`)

/** Installs the peers from their own lockfile, unless they are there. */
export function installPeers() {
  if (existsSync(`${peersFolder}node_modules/.package-lock.json`)) return
  console.error('Installing the peers to compare with …')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peersFolder, stdio: 'pipe' })
}

/** @param {string} name */
export const loadPeer = (name) => require(name)

/** @returns {Record<string, string>} */
export const peerVersions = () => JSON.parse(readFileSync(`${peersFolder}package.json`, 'utf8')).dependencies
