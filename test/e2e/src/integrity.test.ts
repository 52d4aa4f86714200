import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startDemo, type Demo } from '@bbb-room/demo'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, type PersonsBrowser } from './browser.ts'

describe('the element as the BFF serves it', () => {
  let demo: Demo
  let host: Server
  let hostUrl: string
  let browser: PersonsBrowser
  let element: string
  let hashes: Record<string, string>
  /** What the host page loads, and with which hash. */
  let script: { src: string; integrity: string }
  let changed: string
  beforeAll(async () => {
    demo = await startDemo({ port: 0 })
    element = `${new URL(demo.tenantUrl).origin}/element`
    hashes = (await (await fetch(`${element}/integrity.json`)).json()) as Record<string, string>
    host = createServer((request, response) => {
      if (request.url === '/changed.js') {
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(changed)
        return
      }
      const tag = `<script type="module" crossorigin src="${script.src}" integrity="${script.integrity}"></script>`
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Host</title>${tag}`)
    })
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
    hostUrl = `http://localhost:${(host.address() as AddressInfo).port}`
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser.close()
    host.closeAllConnections()
    await new Promise((resolve) => host.close(resolve))
    await demo.close()
  })

  /** Whether the element is there once the page has loaded, and what the browser complained of. */
  async function load(src: string, integrity: string): Promise<{ isDefined: boolean; complaints: string[] }> {
    script = { src, integrity }
    const page = await browser.context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    // Module scripts have run, or failed, before the page counts as loaded.
    await page.goto(hostUrl, { waitUntil: 'load' })
    const isDefined = await page.evaluate(() => customElements.get('bbb-room') !== undefined)
    await page.close()
    return { isDefined, complaints: complaints.filter((text) => text.includes('integrity')) }
  }

  it('EMBED-14: has the published hash, every file of it', async () => {
    const names = Object.keys(hashes)
    expect(names).toContain('bbb-room.js')
    expect(names.length).toBeGreaterThan(20)
    for (const name of names) {
      const answer = await fetch(`${element}/${name}`)
      expect(answer.status, name).toBe(200)
      const hash = createHash('sha384').update(Buffer.from(await answer.arrayBuffer()))
      expect(`sha384-${hash.digest('base64')}`, name).toBe(hashes[name])
    }
  })

  it('EMBED-14: runs with its hash, and does not when one byte was changed', async () => {
    const [versioned, hash] = Object.entries(hashes).find(([name]) => /^\d.*\/bbb-room\.js$/.test(name))!
    expect(await load(`${element}/${versioned}`, hash)).toEqual({ isDefined: true, complaints: [] })

    const original = await (await fetch(`${element}/${versioned}`)).text()
    changed = original.replace('bbb-room', 'bbb-rOom')
    expect(changed).not.toBe(original)
    const refused = await load(`${hostUrl}/changed.js`, hash)
    expect(refused.isDefined).toBe(false)
    expect(refused.complaints).toHaveLength(1)
  })
})
