import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packArchive } from './pack.ts'
import { type Manifest, publishedPackages, root } from './workspace.ts'

/** What a package's archive holds, made as for the registry. */
async function pack(folder: string): Promise<{ files: string[]; manifest: Manifest }> {
  const input = await packArchive(folder)
  const list = execFileSync('tar', ['-tzf', '-'], { input, encoding: 'utf8' })
  const manifest = execFileSync('tar', ['-xzOf', '-', 'package/package.json'], { input, encoding: 'utf8' })
  const files = list
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''))
  return { files, manifest: JSON.parse(manifest) as Manifest }
}

describe('what is published', () => {
  it('is these packages, and no other', () => {
    expect(publishedPackages.map(({ manifest }) => manifest.name).sort()).toEqual([
      '@bbb-room/bff',
      '@bbb-room/bff-api',
      '@bbb-room/core',
      'bbb-room',
    ])
  })

  it('has one version and one licence', () => {
    expect(new Set(publishedPackages.map(({ manifest }) => manifest.version)).size).toBe(1)
    for (const { manifest } of publishedPackages) {
      expect(manifest.license).toBe('Apache-2.0')
      expect(manifest.engines?.node).toBe('>=20.19')
    }
  })
})

describe.each(publishedPackages.map((each) => [each.manifest.name, each] as const))('%s', (_name, published) => {
  const { folder, manifest } = published
  const targets = Object.values(manifest.exports ?? {}).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  )

  it('exports what is there', () => {
    expect(targets.length).toBeGreaterThan(1)
    for (const target of targets) expect(existsSync(join(folder, target.replace(/\*$/, ''))), target).toBe(true)
  })

  it('declares the types of what it exports', () => {
    for (const target of Object.values(manifest.exports ?? {})) {
      if (typeof target === 'object') expect(Object.keys(target)[0]).toBe('types')
    }
  })

  it('SUPPLY-7: packs what was built, a README and the licence, and nothing else', async () => {
    const { files, manifest: packed } = await pack(folder)
    const expected =
      /^(package\.json|README\.md|LICENSE|custom-elements\.json|dist\/.+\.(js|js\.map|d\.ts|d\.ts\.map|json))$/
    expect(files.filter((path) => !expected.test(path))).toEqual([])
    expect(files.filter((path) => /\.(test|test-support)\.|\.tsbuildinfo$|(^|\/)\./.test(path))).toEqual([])
    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']))
    for (const range of Object.values(packed.dependencies ?? {})) expect(range).toMatch(/^[\^~]?\d/)
  })

  it('SUPPLY-1: runs no script when it is installed', () => {
    expect(Object.keys(manifest.scripts ?? {}).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual(
      [],
    )
  })

  it('has a README that begins with its name', () => {
    const readme = join(folder, 'README.md')
    expect(existsSync(readme)).toBe(true)
    expect(readFileSync(readme, 'utf8')).toMatch(new RegExp(`^# ${manifest.name}\n`))
  })
})

describe('for Node', () => {
  it('bbb-room/ssr draws both elements, in a process that has no DOM', () => {
    const script = `import { renderRecordings, renderRoom, styleSource } from 'bbb-room/ssr'
      if ('document' in globalThis) throw new Error('there is a DOM')
      const served = { endpoint: 'https://meet.example/t/acme', room: 'maths', lang: 'he', link: { href: '/r', text: 'Open' } }
      const drawn = [await renderRoom({ ...served, name: 'Maths' }), await renderRecordings(served)]
      const sources = [await styleSource(), await styleSource('bbb-recordings')]
      console.log(JSON.stringify({ drawn, sources }))`
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
    const { drawn, sources } = JSON.parse(output) as { drawn: string[]; sources: string[] }
    expect(drawn.map((html) => /^<[\w-]+/.exec(html)?.[0])).toEqual(['<bbb-room', '<bbb-recordings'])
    for (const [index, html] of drawn.entries()) {
      expect(html).toContain('<template shadowrootmode="open">')
      expect(html).toContain('dir="rtl"')
      const [, style = ''] = /<style>(.+)<\/style>/s.exec(html) ?? []
      expect(sources[index]).toBe(`'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    }
  })

  it.each(['@bbb-room/bff', '@bbb-room/bff-api', '@bbb-room/core'])('%s can be imported by its name', async (name) => {
    const exported = (await import(name)) as Record<string, unknown>
    expect(Object.keys(exported).length).toBeGreaterThan(3)
  })

  it('the server has a program to run', () => {
    expect(existsSync(join(root, 'apps/bff-server/dist/main.js'))).toBe(true)
  })
})
