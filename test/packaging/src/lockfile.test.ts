import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareVersions } from './compare-versions.ts'
import { lockfile, lockfileText, productionClosure, splitKey } from './lockfile.ts'
import { root } from './workspace.ts'

interface Floor {
  package: string
  floor: string
  advisory: string
}
const { floors } = JSON.parse(readFileSync(join(root, 'security-floors.json'), 'utf8')) as { floors: Floor[] }

/** Locked packages that are older than a floor, each with where to read why. */
function findTooOld(locked: readonly string[]): string[] {
  return floors.flatMap(({ package: name, floor, advisory }) =>
    locked
      .map(splitKey)
      .filter(([lockedName, version]) => lockedName === name && compareVersions(version, floor) < 0)
      .map(([, version]) => `${name} ${version} is older than ${floor}: ${advisory}`),
  )
}

describe('the lockfile', () => {
  it('SUPPLY-3: has a hash for every package, and no address that a package comes from', () => {
    const entries = Object.entries(lockfile.packages)
    expect(entries.length).toBeGreaterThan(100)
    for (const [key, { resolution }] of entries) {
      expect(resolution.integrity, key).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/)
      expect(resolution.tarball, key).toBeUndefined()
    }
    expect(lockfileText).not.toMatch(/https?:\/\/|git\+|codeload/)
  })

  it('SUPPLY-4: is above every security floor', () => {
    expect(findTooOld(Object.keys(lockfile.packages))).toEqual([])
  })

  it('SUPPLY-4: would name the advisory of a package below its floor', () => {
    expect(findTooOld(['hono@4.12.33'])).toEqual([expect.stringContaining('https://github.com/advisories/GHSA-')])
  })

  it('SUPPLY-4: has a floor only for what is used', () => {
    const used = new Set(Object.keys(lockfile.packages).map((key) => splitKey(key)[0]))
    for (const floor of floors) expect(used).toContain(floor.package)
  })
})

describe('SUPPLY-8: what runs in production stays few', () => {
  it('core needs ten packages at most', () => {
    expect(productionClosure('packages/core').size).toBeLessThanOrEqual(10)
  })
  it('the element needs Lit alone', () => {
    const names = [...productionClosure('packages/bbb-room')]
    expect(
      names.filter((name) => !/^(lit(-.*)?|@lit\/.*|@lit-labs\/ssr-dom-shim|@types\/trusted-types)$/.test(name)),
    ).toEqual([])
  })
  it('the BFF needs forty packages at most, its server sixty-five', () => {
    expect(productionClosure('packages/bff').size).toBeLessThanOrEqual(40)
    expect(productionClosure('apps/bff-server').size).toBeLessThanOrEqual(65)
  })
})

describe('compareVersions', () => {
  it.each([
    ['4.13.19', '4.13.19', 0],
    ['4.9.0', '4.13.19', -1],
    ['5.0.0', '4.13.19', 1],
    ['4.13.19-rc.1', '4.13.19', -1],
    ['1.0.0-rc.2', '1.0.0-rc.10', -1],
  ])('compares %s with %s', (left, right, sign) => {
    expect(Math.sign(compareVersions(left, right))).toBe(sign)
  })
})
