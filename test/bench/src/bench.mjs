// Prints ratios taken side by side in this one run, and fails where one is beyond its floor. See ../README.md.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cutLines } from './cuts.mjs'
import { launchLines } from './launches.mjs'
import { parsingLines } from './parsing.mjs'
import { installPeers, peerVersions } from './peers.mjs'
import { signingLines } from './signing.mjs'
import { tokenLines } from './tokens.mjs'

const { quick, only } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
}).values

installPeers()
const groups = { S: signingLines, P: parsingLines, C: cutLines, H: tokenLines, J: launchLines }
const lines = []
for (const [letter, measure] of Object.entries(groups)) {
  if (only === '' || only.includes(letter)) lines.push(...(await measure({ quick })))
}

const number = (value) => (value === 0 ? '0' : value.toPrecision(3))
console.table(
  lines.map(({ id, what, contender, reference, median, min, max, rounds, isNoisy, target, floor, bound, verdict }) => ({
    id,
    what,
    contender,
    reference,
    ratio: number(median),
    range: `${number(min)}..${number(max)}${isNoisy ? ' noisy' : ''}`,
    rounds,
    target: `${bound} ${number(target)}`,
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
