import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The root of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '')

// What a child needs to find its programs, its home, its registry and its browser. Everything else in the caller's
// environment (settings of a BFF, NODE_OPTIONS, what npm adds) would make a run depend on whose machine it is.
const inherited =
  /^(path|home|user|logname|lang|lc_\w+|tz|te?mp|tmpdir|ci|term|node_leg|node_extra_ca_certs|ssl_cert_\w+|(https?|no)_proxy|npm_config_(registry|userconfig|cache|cafile|(https_)?proxy|noproxy)|xdg_\w+|chrome_path|systemroot|comspec|pathext|appdata|localappdata|userprofile)$/i

/** The environment given to every child: an allow-list of ours, no telemetry, colour only on a terminal. */
export function childEnvironment() {
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => inherited.test(name)))
  return {
    ...kept,
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }),
  }
}

/**
 * Runs a program to its end in the root of the repository.
 * @param {string} command
 * @param {string[]} args
 * @param {{ quiet?: boolean }} [options] `quiet` shows what the program prints only if it fails
 * @returns {Promise<boolean>} whether it ended with 0; a program that is not there counts as failed
 */
export async function run(command, args, { quiet = false } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: childEnvironment(),
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  const printed = []
  child.stdout?.on('data', (chunk) => printed.push(chunk))
  child.stderr?.on('data', (chunk) => printed.push(chunk))
  const ok = await new Promise((resolve) => {
    child.on('error', () => resolve(false))
    child.on('close', (code) => resolve(code === 0))
  })
  if (!ok) process.stderr.write(Buffer.concat(printed))
  return ok
}
