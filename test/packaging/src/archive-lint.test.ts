import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { describe, expect, it } from 'vitest'
import { packArchive } from './pack.ts'
import { publishedPackages } from './workspace.ts'

/** Everything here is ESM: a `require` that finds ESM, and resolvers older than `exports`, are not served. */
const notServed = new Set(['node10', 'node16-cjs'])

describe.each(publishedPackages.map((each) => [each.manifest.name, each] as const))('%s', (_name, { folder }) => {
  it('has nothing that publint or arethetypeswrong would point out', { timeout: 60_000 }, async () => {
    const archive = await packArchive(folder)
    const { messages, pkg } = await publint({
      pack: { tarball: Uint8Array.from(archive).buffer },
      strict: true,
      level: 'warning',
    })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])

    const analysis = await checkPackage(createPackageFromTarballData(archive))
    if (analysis.types === false) throw new Error('The archive has no types')
    const problems = analysis.problems.filter(
      (problem) => !('resolutionKind' in problem && notServed.has(problem.resolutionKind)),
    )
    expect(problems).toEqual([])
    expect(Object.keys(analysis.entrypoints)).toContain('.')
  })
})
