import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from './workspace.ts'

interface Linked {
  version: string
}
interface Snapshot {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** `pnpm-lock.yaml`, as far as it matters here. */
export interface Lockfile {
  importers: Record<string, { dependencies?: Record<string, Linked> }>
  packages: Record<string, { resolution: { integrity?: string; tarball?: string }; hasBin?: boolean }>
  snapshots: Record<string, Snapshot>
}

export const lockfileText = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')
export const lockfile = parse(lockfileText) as Lockfile

/** `name@1.2.3(peer@4)` → `['name', '1.2.3']`. */
export function splitKey(key: string): [name: string, version: string] {
  const plain = key.replace(/\(.*$/, '')
  const at = plain.lastIndexOf('@')
  return [plain.slice(0, at), plain.slice(at + 1)]
}

/**
 * The names of all packages from the registry that a member of the workspace needs to run, ours left out. Binaries for
 * single platforms count as one with the package that brings them.
 * @param path of the member: `packages/core`
 */
export function productionClosure(path: string): Set<string> {
  const names = new Set<string>()
  const seen = new Set<string>()
  const visitMember = (member: string) => {
    if (seen.has(member)) return
    seen.add(member)
    for (const [name, { version }] of Object.entries(lockfile.importers[member]?.dependencies ?? {})) {
      if (version.startsWith('link:')) visitMember(resolveLink(member, version))
      else visit(name, version)
    }
  }
  const visit = (name: string, version: string) => {
    const key = `${name}@${version}`
    if (seen.has(key)) return
    seen.add(key)
    names.add(name)
    for (const [needed, of] of Object.entries(lockfile.snapshots[key]?.dependencies ?? {})) visit(needed, of)
  }
  visitMember(path)
  return names
}

function resolveLink(member: string, link: string): string {
  return join(member, link.slice('link:'.length))
}
