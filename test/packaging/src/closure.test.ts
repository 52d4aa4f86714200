import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { packageNamed, root } from './workspace.ts'

interface Dependency {
  version: string
  dependencies?: Record<string, Dependency>
}

/** Every package that comes along with a published one, as `name@version`. */
function productionClosure(name: string): string[] {
  const listed = execFileSync('pnpm', ['list', '--prod', '--depth', 'Infinity', '--json', '--filter', name], {
    cwd: root,
    encoding: 'utf8',
  })
  const [{ dependencies }] = JSON.parse(listed) as [{ dependencies?: Record<string, Dependency> }]
  const found = new Set<string>()
  const collect = (of: Record<string, Dependency> = {}) => {
    for (const [dependency, { version, dependencies }] of Object.entries(of)) {
      found.add(`${dependency}@${version}`)
      collect(dependencies)
    }
  }
  collect(dependencies)
  return [...found].sort()
}

it('@bbb-room/core brings at most 10 packages along, itself among them', () => {
  const closure = productionClosure('@bbb-room/core')
  const direct = Object.keys(packageNamed('@bbb-room/core').manifest.dependencies ?? {})
  expect(closure.length).toBeGreaterThanOrEqual(direct.length)
  for (const name of direct) expect(closure.some((each) => each.startsWith(`${name}@`))).toBe(true)
  expect(['@bbb-room/core', ...closure].length, closure.join(', ')).toBeLessThanOrEqual(10)
})
