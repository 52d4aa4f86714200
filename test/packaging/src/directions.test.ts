import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageOf, sourceImports, testImports, type Import } from './imports.ts'
import { workspacePackages } from './workspace.ts'

const ours = new Set(workspacePackages.map(({ manifest }) => manifest.name))
const isOurs = ({ specifier }: Import) => ours.has(packageOf(specifier) ?? '')
const within = (imports: readonly Import[], folder: string) =>
  imports.filter(({ file }) => file.startsWith(`${folder}/`))
const written = (imports: readonly Import[]) => imports.map(({ file, specifier }) => `${file} imports ${specifier}`)

/** Imports of files, by the folder directly under `packages/bff/src` that they lead to. */
function leadsTo({ file, specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return join(dirname(file), specifier)
    .replace(/^packages\/bff\/src\//, '')
    .split('/')[0]
}

describe('dependencies point one way', () => {
  it.each<[string, string[]]>([
    ['packages/bff-api', []],
    ['packages/core', []],
    ['packages/bff', ['@bbb-room/bff-api', '@bbb-room/core']],
    ['packages/bbb-room', ['@bbb-room/bff-api']],
    ['packages/fake-bbb', []],
    ['packages/fake-openid', []],
    ['packages/own-postgres', ['@bbb-room/fake-bbb']],
  ])('%s uses of ours: %j', (folder, allowed) => {
    const imports = within(sourceImports, folder)
    expect(imports.length).toBeGreaterThan(2)
    expect(
      written(imports.filter((each) => isOurs(each) && !allowed.includes(packageOf(each.specifier) ?? ''))),
    ).toEqual([])
  })

  it('the element takes types alone from bff-api, and Lit from others', () => {
    const imports = within(sourceImports, 'packages/bbb-room').filter(({ isTypeOnly }) => !isTypeOnly)
    const packages = new Set(imports.map(({ specifier }) => packageOf(specifier)))
    packages.delete(undefined)
    expect([...packages]).toEqual(['lit'])
    expect(written(imports.filter(({ specifier }) => specifier.startsWith('node:')))).toEqual([])
  })

  it('the fake BBB shares nothing with us, in its tests neither', () => {
    expect(written(within(testImports, 'packages/fake-bbb').filter(isOurs))).toEqual([])
  })

  it('no file reaches into another package', () => {
    const outside = sourceImports.filter(({ file, specifier }) => {
      const home = file.split('/', 3).join('/')
      return specifier.startsWith('.') && !join(dirname(file), specifier).startsWith(`${home}/`)
    })
    expect(written(outside)).toEqual([])
  })

  it('every package that runs is declared as a dependency', () => {
    const undeclared = workspacePackages.flatMap(({ path, manifest }) =>
      within(sourceImports, path).filter(({ specifier, isTypeOnly }) => {
        const name = packageOf(specifier)
        return name !== undefined && !isTypeOnly && !(name in (manifest.dependencies ?? {}))
      }),
    )
    expect(written(undeclared)).toEqual([])
  })
})

/** The one route that reads BBB's own words, from the address of the return page. */
const returnPage = 'return.handlers.ts imports ../../bbb/return-reason.ts'

describe('inside the BFF', () => {
  it.each(['domain', 'policy', 'ports'])('%s knows neither Hono nor core', (layer) => {
    const imports = within(sourceImports, `packages/bff/src/${layer}`)
    expect(imports.length).toBeGreaterThan(2)
    expect(written(imports.filter(({ specifier }) => /^(hono|@hono\/|@bbb-room\/core)/.test(specifier)))).toEqual([])
  })

  it.each<[string, RegExp]>([
    ['domain', /^(routes|middleware|bbb|storage|create-bff)/],
    ['policy', /^(routes|middleware|bbb|storage|domain|create-bff)/],
    ['ports', /^(routes|middleware|bbb|storage|domain|create-bff)/],
    ['routes', /^(bbb|storage)/],
    ['bbb', /^(routes|middleware|storage)/],
    ['storage', /^(routes|middleware|bbb)/],
  ])('%s does not look back', (layer, forbidden) => {
    const imports = within(sourceImports, `packages/bff/src/${layer}`)
    const backwards = imports.filter((each) => forbidden.test(leadsTo(each) ?? ''))
    expect(written(backwards).filter((each) => !each.endsWith(returnPage))).toEqual([])
  })
})
