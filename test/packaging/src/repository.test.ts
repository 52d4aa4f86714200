import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryFiles, root, workspacePackages } from './workspace.ts'

/** A path that exists on one machine only: a home folder or a scratch folder, at the start of a path. */
const machinePath = /(?<![\w.@}/:-])\/(?:home|root|Users|work|tmp)\/[\w.]/

const isText = (path: string) => !/\.(png|ico|woff2?|db)$/.test(path)

describe('the repository', () => {
  it('names no path of a machine', () => {
    const found = repositoryFiles()
      .filter((path) => isText(path) && path !== 'pnpm-lock.yaml')
      .filter((path) => machinePath.test(readFileSync(join(root, path), 'utf8')))
    expect(found).toEqual([])
  })

  it('holds no private key', () => {
    const found = repositoryFiles().filter(
      (path) => isText(path) && /-----BEGIN (\w+ )?PRIVATE KEY-----\n\w/.test(readFileSync(join(root, path), 'utf8')),
    )
    expect(found).toEqual([])
  })

  it('holds nothing that a build or a run has made', () => {
    expect(
      repositoryFiles().filter((path) => /(^|\/)(node_modules|dist|reports|coverage|\.turbo|\.env)(\/|$)/.test(path)),
    ).toEqual([])
  })

  it('has packages that answer to the same scripts', () => {
    for (const { path, manifest } of workspacePackages) {
      const wanted = path.startsWith('test/') ? ['lint', 'test', 'typecheck'] : ['build', 'lint', 'test', 'typecheck']
      expect(Object.keys(manifest.scripts ?? {}), path).toEqual(expect.arrayContaining(wanted))
    }
  })

  it('runs in continuous integration what everyone runs', () => {
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toMatch(/^exec npm test$/m)
  })
})
