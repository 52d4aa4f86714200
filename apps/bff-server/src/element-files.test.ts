import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { elementFiles } from './element-files.ts'

const outer = mkdtempSync(join(tmpdir(), 'element-'))
const folder = join(outer, 'cdn')
mkdirSync(join(folder, '1.2.3'), { recursive: true })
writeFileSync(join(folder, 'bbb-room.js'), 'latest')
writeFileSync(join(folder, '1.2.3/bbb-room.js'), 'of 1.2.3')
writeFileSync(join(folder, '.hidden.js'), 'hidden')
writeFileSync(join(outer, 'secret.js'), 'secret')
afterAll(() => rmSync(outer, { recursive: true }))
const find = elementFiles(folder)

describe('elementFiles', () => {
  it('serves a version for ever, and the latest for minutes, to every page', async () => {
    const [latest, versioned] = await Promise.all([find('/element/bbb-room.js'), find('/element/1.2.3/bbb-room.js')])
    expect(await latest?.text()).toBe('latest')
    expect(latest?.headers.get('Cache-Control')).toBe('public, max-age=300')
    expect(latest?.headers.get('Content-Type')).toContain('javascript')
    expect(latest?.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(await versioned?.text()).toBe('of 1.2.3')
    expect(versioned?.headers.get('Cache-Control')).toContain('immutable')
  })

  it.each([
    '/element/missing.js',
    '/element/',
    '/element/1.2.3',
    '/element/.hidden.js',
    '/element/../secret.js',
    '/element/%2e%2e/secret.js',
    '/element/1.2.3/../../../secret.js',
    '/element/..%2fsecret.js',
    '/element//secret.js',
    '/element/bbb-room.js\0',
    '/other/bbb-room.js',
  ])('has nothing at %j', async (pathname) => {
    expect(await find(pathname)).toBeUndefined()
  })
})
