import { describe, expect, it } from 'vitest'
import { postgresIsInstalled } from './harness/postgres.ts'
import { isFull, size } from './harness/profile.ts'
import { fakeTimeLibrary } from './harness/replica.ts'
import { type RunOptions, runHistory } from './jepsen/run-history.ts'
import type { Violation } from './invariants/violation.ts'
import type { BrokenBuild } from './replica/broken-build.ts'

/** `BBB_ROOM_CHAOS_SEEDS=7,8` runs those, `BBB_ROOM_CHAOS_SECONDS` says for how long each. */
const seeds = (process.env['BBB_ROOM_CHAOS_SEEDS'] ?? '1').split(',').map(Number)
const seconds = Number(process.env['BBB_ROOM_CHAOS_SECONDS'] ?? size({ short: 5, full: 60 }))

describe.skipIf(!postgresIsInstalled)('clients of two tenants, while things break', () => {
  it.each(seeds)(
    `§2.6: seed %i, ${seconds} s: every invariant holds`,
    async (seed) => {
      const small: Partial<RunOptions> = { replicas: 2, clients: 10, faults: ['kill', 'database-crash'] }
      const result = await runHistory({ seed, seconds, ...(isFull ? {} : small) })
      process.stdout.write(`${JSON.stringify(result)}\n`)
      expect(result.violations).toEqual([])
      expect(result.counts['launch ok'] ?? 0).toBeGreaterThan(0)
    },
    (seconds + 240) * 1000,
  )
})

/** What shows that a build is wrong, and what it takes to see it. */
const wrongBuilds: Partial<Record<BrokenBuild, { shows: Violation['invariant']; options?: Partial<RunOptions> }>> = {
  'no-consume': { shows: 'I2' },
  'no-tenant-filter': { shows: 'I4' },
  'no-audit': { shows: 'I5' },
  ...(fakeTimeLibrary !== undefined && {
    'local-clock': { shows: 'R-35', options: { clockOffsets: [300, -300] } },
  }),
}
const inEveryRun: readonly BrokenBuild[] = ['no-consume']

describe.skipIf(!postgresIsInstalled)('the checker sees', () => {
  it.each(Object.entries(wrongBuilds).filter(([build]) => isFull || inEveryRun.includes(build as BrokenBuild)))(
    'a build with %s, within 20 seeds',
    async (build, { shows, options }) => {
      const seen: string[] = []
      for (let seed = 1; seed <= 20 && !seen.includes(shows); seed++) {
        const { violations } = await runHistory({
          seed,
          seconds: 4,
          replicas: 2,
          clients: 10,
          faults: [],
          restMs: 5_000,
          ...options,
          broken: [build as BrokenBuild],
        })
        seen.push(...violations.map(({ invariant }) => invariant))
        process.stdout.write(`${build}: seed ${seed}, ${[...new Set(seen)].join(' ')}\n`)
      }
      expect(seen).toContain(shows)
    },
    600_000,
  )
})
