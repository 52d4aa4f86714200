import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderRoom, styleSource, type ServedRoom } from 'bbb-room/ssr'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const element = dirname(fileURLToPath(import.meta.resolve('bbb-room/package.json')))
const types: Record<string, string> = { '.js': 'text/javascript', '.json': 'application/json' }
const link = { href: '/t/acme/v1/r/algebra-101', text: 'Open the class' }

/** Counts what every frame shows, from the first one on; then lets the element find a BFF in the page. */
const script = `
const frames = (window.frames_ = [])
const look = () => {
  const { shadowRoot } = document.querySelector('bbb-room')
  const sections = [...shadowRoot.querySelectorAll('section')]
  frames.push({ sections: sections.length, height: Math.round(document.querySelector('bbb-room').offsetHeight), text: sections[0]?.querySelector('h2')?.textContent })
  requestAnimationFrame(look)
}
look()
const { mockBff } = await import('/dist/testing.js')
const bff = mockBff({ state: 'running', participant_count: 3 })
Object.assign(document.querySelector('bbb-room'), { endpoint: bff.endpoint, getAccessToken: bff.getAccessToken })
await import('/dist/cdn/bbb-room.js')
`

describe('<bbb-room> drawn by a server', () => {
  let server: Server
  let browser: Browser
  let url: string
  let served: Partial<ServedRoom> = {}
  let styleSources: string
  beforeAll(async () => {
    server = createServer((request, response) => {
      void answer(new URL(request.url ?? '/', 'http://localhost').pathname).then(([type, body]) => {
        const policy = [
          "default-src 'none'",
          "script-src 'self'",
          `style-src ${styleSources}`,
          "connect-src 'self'",
          "form-action 'self'",
          "base-uri 'none'",
          "require-trusted-types-for 'script'",
        ]
        response.writeHead(body === undefined ? 404 : 200, {
          'content-type': `${type}; charset=utf-8`,
          'content-security-policy': policy.join('; '),
        })
        response.end(body)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://localhost:${(server.address() as AddressInfo).port}`
    browser = await chromium.launch({
      executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking'],
    })
  })
  afterAll(async () => {
    await browser.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  async function answer(path: string): Promise<[type: string, body: string | Buffer | undefined]> {
    if (path === '/script.js') return ['text/javascript', script]
    if (path === link.href) return ['text/html', '<!doctype html><html lang="en"><title>The hosted room</title>']
    if (path === '/') {
      const room = await renderRoom({ endpoint: url, room: 'algebra-101', name: 'Algebra <I>', link, ...served })
      const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title>'
      return [
        'text/html',
        `<!doctype html><html lang="en"><head>${head}<script type="module" src="/script.js"></script></head><body><main>${room}</main></body></html>`,
      ]
    }
    return [types[extname(path)] ?? 'text/plain', await readFile(join(element, normalize(path))).catch(() => undefined)]
  }

  async function open(options: {
    scripts: boolean
    room?: Partial<ServedRoom>
    styles?: string
  }): Promise<{ page: Page; complaints: string[] }> {
    served = options.room ?? {}
    styleSources = options.styles ?? (await styleSource())
    const context = await browser.newContext({ javaScriptEnabled: options.scripts, colorScheme: 'light' })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(url)
    return { page, complaints }
  }

  it('shows its name and a link that works where there are no scripts', async () => {
    const { page, complaints } = await open({ scripts: false })
    const room = page.locator('bbb-room')
    await room.getByRole('heading', { name: 'Algebra <I>' }).waitFor()
    expect(await page.locator('.served').evaluate((card) => getComputedStyle(card).borderRadius)).toBe('16px')
    expect(await page.locator('.served .status').isVisible()).toBe(false)
    await room.getByRole('link', { name: link.text }).click()
    expect(await page.title()).toBe('The hosted room')
    expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([])
    await page.context().close()
  })

  it('EMBED-13: is taken over by the script without a flash, a jump, or a breach of a strict policy', async () => {
    const { page, complaints } = await open({ scripts: true })
    await page.locator('bbb-room:state(ready)').waitFor()
    await page.locator('bbb-room').getByRole('button', { name: 'Join' }).waitFor()
    const frames = await page.evaluate(() => (window as unknown as { frames_: Frame[] }).frames_)
    interface Frame {
      sections: number
      height: number
      text: string
    }
    expect(frames.length).toBeGreaterThan(1)
    expect(frames[0]).toMatchObject({ text: 'Algebra <I>' })
    expect(new Set(frames.map(({ sections }) => sections))).toEqual(new Set([1]))
    const texts = frames.map(({ text }) => text).filter((text, index, all) => text !== all[index - 1])
    expect(texts).toEqual(['Algebra <I>', 'Algebra I'])
    const heights = frames.map(({ height }) => height)
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(40)
    expect(await page.getByRole('link', { name: link.text }).isVisible()).toBe(false)
    expect(await page.locator('bbb-room style').count()).toBe(0)
    expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([])
    await page.context().close()
  })

  it('EMBED-13: needs no source of styles in the policy where it brings none', async () => {
    for (const scripts of [false, true]) {
      const { page, complaints } = await open({ scripts, room: { styles: 'none' }, styles: "'none'" })
      if (scripts) await page.locator('bbb-room:state(ready)').waitFor()
      else expect(await page.getByRole('link', { name: link.text }).isVisible()).toBe(true)
      expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([])
      await page.context().close()
    }
  })

  it('takes the nonce of a page', async () => {
    const { page, complaints } = await open({
      scripts: false,
      room: { styles: { nonce: 'abc123' }, lang: 'ar' },
      styles: "'nonce-abc123'",
    })
    expect(await page.locator('.served').evaluate((card) => getComputedStyle(card).borderRadius)).toBe('16px')
    expect(await page.locator('.served').getAttribute('dir')).toBe('rtl')
    expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([])
    await page.context().close()
  })

  it('EMBED-2: writes every value as text, and refuses a link that runs a script', async () => {
    const html = await renderRoom({
      endpoint: 'https://meet.example/t/"><script>',
      room: "a'b",
      name: '</section></template><img src=x onerror=alert(1)>',
      link: { href: '/?a=1&b="', text: '<b>' },
      styles: { nonce: '"><script>' },
    })
    expect(html.match(/<(?!\/)[a-z-]+\d?/g)).toEqual(
      ['bbb-room', 'template', 'style', 'section', 'div', 'div', 'svg', 'path', 'p', 'h2', 'div', 'slot', 'a'].map(
        (name) => `<${name}`,
      ),
    )
    for (const href of ['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x', 'java\nscript:alert(1)']) {
      await expect(renderRoom({ endpoint: '', room: '', name: '', link: { href, text: '' } })).rejects.toThrow(
        TypeError,
      )
    }
  })
})
