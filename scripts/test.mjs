// `npm test`: installs what is missing, builds, checks and runs every suite. The last line sums it up.
import { ensureChromium } from './chromium.mjs'
import { ensureFaketime } from './faketime.mjs'
import { install, pnpm } from './pnpm.mjs'
import { ensurePostgresql } from './postgresql.mjs'
import { collectReports, removeReports, summary } from './reports.mjs'
import { root } from './run.mjs'

const turbo = (...args) => pnpm(['exec', 'turbo', 'run', ...args, '--output-logs=new-only'])

/** Runs one step under its heading; says how long it took. */
async function step(name, work) {
  console.log(`\n${name}`)
  const startMs = performance.now()
  const ok = await work()
  console.log(`${name}: ${ok ? 'ok' : 'FAILED'} in ${((performance.now() - startMs) / 1000).toFixed(1)} s`)
  return ok
}

function finish(counts) {
  console.log(`\n${summary(counts)}`)
  process.exitCode = counts.failed === 0 ? 0 : 1
}

async function main() {
  removeReports(root)
  const chromium = await ensureChromium()
  await ensurePostgresql()
  await ensureFaketime()
  if (chromium) process.env.CHROME_PATH = chromium

  const ready = (await step('install', install)) && (await step('build', () => turbo('build')))
  if (!ready) return finish({ passed: 0, failed: 1, skipped: 0 })

  const checks = [
    await step('typecheck', () => turbo('typecheck', '--continue=always')),
    await step('lint', () => pnpm(['run', 'lint'])),
  ]
  const suites = await step('test', () =>
    turbo('test', '--filter=!@bbb-room/chaos', '--continue=always', '--concurrency=2'),
  )
  // By itself: a replica that gets no processor looks like one that is broken.
  const chaos = await step('chaos', () => turbo('test', '--filter=@bbb-room/chaos'))
  const tested = suites && chaos

  const counts = collectReports(root)
  for (const name of counts.crashed) console.log(`${name}: its suite left no report`)
  counts.failed += checks.filter((ok) => !ok).length
  // A runner can end badly though all its tests passed, for example on an unhandled rejection.
  if (!tested && counts.failed === 0) counts.failed = 1
  finish(counts)
}

await main()
