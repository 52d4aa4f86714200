import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')

/** What matters here of a package.json. */
export interface Manifest {
  name: string
  version: string
  private?: boolean
  license?: string
  engines?: { node?: string }
  exports?: Record<string, string | Record<string, string>>
  files?: string[]
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
}

/** A member of the workspace. */
export interface WorkspacePackage {
  /** From the root: `packages/core`. */
  path: string
  folder: string
  manifest: Manifest
}

/** Every member of the workspace. */
export const workspacePackages: readonly WorkspacePackage[] = ['packages', 'apps', 'test']
  .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
  .filter((path) => existsSync(join(root, path, 'package.json')))
  .map((path) => {
    const folder = join(root, path)
    return { path, folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest }
  })

/** Those that go to the registry. */
export const publishedPackages = workspacePackages.filter(({ manifest }) => manifest.private !== true)

/** The member with this name. */
export function packageNamed(name: string): WorkspacePackage {
  const found = workspacePackages.find(({ manifest }) => manifest.name === name)
  if (!found) throw new Error(`No package is named ${name}`)
  return found
}

/** The files under version control and those that could be, by their path from the root. */
export function repositoryFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  return listed.split('\n').filter((path) => path !== '' && existsSync(join(root, path)))
}
