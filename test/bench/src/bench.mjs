// Prints ratios taken side by side in this one run, and fails where one is beyond its floor. See ../README.md.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cutLines } from './cuts.mjs'
import { firstRenderLines } from './first-render.mjs'
import { herdLines } from './herd.mjs'
import { launchLines } from './launches.mjs'
import { parsingLines } from './parsing.mjs'
import { installPeers, peerVersions } from './peers.mjs'
import { recordingLines } from './recordings.mjs'
import { roundTripLines } from './round-trips.mjs'
import { signingLines } from './signing.mjs'
import { sizeLines } from './sizes.mjs'
import { tokenLines } from './tokens.mjs'

const { quick, only } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
}).values

installPeers()
const groups = {
  S: [signingLines],
  P: [parsingLines, cutLines],
  H: [tokenLines],
  J: [roundTripLines, launchLines],
  W: [herdLines],
  R: [recordingLines],
  B: [sizeLines, firstRenderLines],
}
/** @type {any[]} */
const lines = []
for (const [letter, measures] of Object.entries(groups)) {
  if (only !== '' && !only.includes(letter)) continue
  for (const measure of measures) {
    try {
      lines.push(...(await measure({ quick })))
    } catch (error) {
      console.error(error)
      lines.push({ id: letter, what: 'could not be measured', verdict: 'FAILED' })
    }
  }
}

function number(value) {
  if (value === undefined) return ''
  return value >= 1000 || Number.isInteger(value) ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}
console.table(
  lines.map(({ id, what, contender, reference, median, min, max, rounds, isNoisy, target, floor, bound, verdict }) => ({
    id,
    what,
    contender,
    reference,
    ratio: number(median),
    range: min === max ? '' : `${number(min)}..${number(max)}${isNoisy ? ' noisy' : ''}`,
    rounds,
    target: target === undefined ? '' : `${bound} ${number(target)}`,
    floor: number(floor),
    verdict,
  })),
)
const [cpu] = cpus()
const environment = { node: process.version, cores: cpus().length, cpu: cpu?.model, peers: peerVersions(), quick }
console.log(JSON.stringify(environment))
writeFileSync(
  fileURLToPath(new URL('../results.json', import.meta.url)),
  JSON.stringify({ environment, lines }, null, 2),
)

const failed = lines.filter(({ verdict }) => verdict === 'FAILED')
console.log(`${lines.length - failed.length} hold, ${failed.length} failed`)
process.exitCode = failed.length === 0 ? 0 : 1
