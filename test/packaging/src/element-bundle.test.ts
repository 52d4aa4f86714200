import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { describe, expect, it } from 'vitest'
import { packageNamed } from './workspace.ts'

const {
  folder,
  manifest: { version },
} = packageNamed('bbb-room')
const cdn = join(folder, 'dist/cdn')
const hashes = JSON.parse(readFileSync(join(cdn, 'integrity.json'), 'utf8')) as Record<string, string>
const cdnFiles = Object.entries(hashes).map(([name, hash]) => {
  return { name, hash, code: readFileSync(join(cdn, name), 'utf8') }
})
const gzipBytes = (content: string | Buffer) => gzipSync(content, { level: 9 }).length

/** The npm entry as a site's own bundler takes it in, Lit left to the site. */
async function bundleEntry() {
  const bundle = await rolldown({ input: join(folder, 'dist/index.js'), external: /^(lit|@lit)(\/|$)/ })
  const { output } = await bundle.generate({ format: 'es', minify: true })
  await bundle.close()
  return output.filter((file) => file.type === 'chunk')
}

describe('the element in a browser', () => {
  it('B1: loads a first file of 10,100 bytes or less, gzipped', () => {
    expect(gzipBytes(readFileSync(join(cdn, 'bbb-room.js')))).toBeLessThanOrEqual(10_100)
  })

  it('B2: adds 5,000 bytes or less, gzipped, to a bundle that has Lit', async () => {
    const first = (await bundleEntry()).find(({ isEntry }) => isEntry)
    expect(gzipBytes(first?.code ?? '')).toBeGreaterThan(1000)
    expect(gzipBytes(first?.code ?? '')).toBeLessThanOrEqual(5000)
  })

  it('holds nothing of the server: its modules are its own, and Lit is all they import', async () => {
    for (const { moduleIds, imports, dynamicImports, fileName } of await bundleEntry()) {
      const foreign = moduleIds.filter((id) => !id.startsWith(join(folder, 'dist')) && !id.startsWith('\0'))
      expect(foreign, fileName).toEqual([])
      const external = [...imports, ...dynamicImports].filter(
        (name) => !name.endsWith('.js') || name.startsWith('lit/'),
      )
      for (const name of external) expect(name).toMatch(/^(lit|@lit)(\/|$)/)
    }
  })

  it('EMBED-13: holds no eval, no markup from text, and no word of the server', () => {
    for (const { name, code } of cdnFiles) {
      expect(code, name).not.toMatch(
        /\beval\(|new Function\(|unsafeHTML|sharedSecrets|createHmac|checksum=|process\.env|["']node:/,
      )
    }
  })

  it('EMBED-11: reads no global that an element of the page could stand in for', () => {
    for (const { name, code } of cdnFiles) expect(code, name).not.toMatch(/PolyfillSupport|(html|element)Versions/i)
  })

  it('EMBED-14: publishes the hash of every file that is loaded', () => {
    expect(cdnFiles.map(({ name }) => name)).toEqual(expect.arrayContaining(['bbb-room.js', `${version}/bbb-room.js`]))
    const names = new Set(cdnFiles.map(({ name }) => name))
    for (const { name, code, hash } of cdnFiles) {
      expect(hash, name).toBe(`sha384-${createHash('sha384').update(code).digest('base64')}`)
      for (const [, loaded = ''] of code.matchAll(/["'](\.{1,2}\/[\w./-]+\.js)["']/g)) {
        expect(names, `${name} loads ${loaded}`).toContain(join(dirname(name), loaded))
      }
    }
  })
})
