import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BbbRoom } from 'bbb-room'
import type { MockBff } from 'bbb-room/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, type PersonsBrowser } from './browser.ts'

const element = dirname(fileURLToPath(import.meta.resolve('bbb-room/package.json')))

/** A site of its own: greets whoever may enter, thanks whoever has left, and writes failures down. */
const hostPage = `<!doctype html><html lang="en"><title>A host</title>
<main><bbb-room room="algebra-101"></bbb-room><p id="note"></p></main>
<script type="module">
  const note = document.querySelector('#note')
  document.addEventListener('bbb-room-state-change', ({ detail }) => {
    if (detail.state === 'ready') note.textContent = 'Come in!'
    if (detail.state === 'left') note.textContent = 'See you next week.'
  })
  document.addEventListener('bbb-room-error', ({ detail }) => (note.textContent = detail.code))
</script></html>`

interface HostWindow {
  bff: MockBff
}

describe('bbb-room/testing', () => {
  let server: Server
  let url: string
  let browser: PersonsBrowser
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname
      if (path === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(hostPage)
      else if (path.endsWith('/v1/launch')) response.writeHead(200, { 'content-type': 'text/html' }).end('<title>BBB')
      else
        readFile(join(element, normalize(path))).then(
          (body) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(body),
          () => response.writeHead(404).end(),
        )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://localhost:${(server.address() as AddressInfo).port}`
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  it('lets a host test its own page without a BFF', async () => {
    const page = await browser.context.newPage()
    await page.goto(url)
    // A site's own bundler would resolve `bbb-room/testing` and `bbb-room`.
    const content = `
      import { mockBff } from '/dist/testing.js'
      window.bff = mockBff({ state: 'waiting' })
      Object.assign(document.querySelector('bbb-room'), { endpoint: bff.endpoint, getAccessToken: bff.getAccessToken })
      await import('/dist/cdn/bbb-room.js')`
    await page.addScriptTag({ type: 'module', content })
    const note = page.locator('#note')
    const room = page.locator('bbb-room')
    await page.locator('bbb-room:state(waiting)').waitFor()
    expect(await note.textContent()).toBe('')

    await page.evaluate(() => (window as unknown as HostWindow).bff.setRoom({ state: 'running', participant_count: 1 }))
    await expect.poll(() => note.textContent()).toBe('Come in!')

    await room.getByRole('button', { name: 'Join', exact: true }).click()
    await room.getByRole('button', { name: 'I have left' }).click()
    await expect.poll(() => note.textContent()).toBe('See you next week.')

    await page.evaluate(async () => {
      ;(window as unknown as HostWindow).bff.fail({ status: 404, code: 'NOT_FOUND' })
      await document.querySelector<BbbRoom>('bbb-room')!.refresh()
    })
    await expect.poll(() => note.textContent()).toBe('NOT_FOUND')

    const requests = await page.evaluate(() =>
      (window as unknown as HostWindow).bff.requests.map(({ method, path }) => `${method} ${path}`),
    )
    expect(requests.filter((each) => each.startsWith('POST'))).toEqual(['POST /rooms/algebra-101/join'])
    expect(browser.addresses.filter((address) => /^https?:/.test(address) && !address.startsWith(url))).toEqual([])
    await page.close()
  })
})
