import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderRecordings, renderRoom, styleSource, type ServedRecordings, type ServedRoom } from 'bbb-room/ssr'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const element = dirname(fileURLToPath(import.meta.resolve('bbb-room/package.json')))
const types: Record<string, string> = { '.js': 'text/javascript', '.json': 'application/json' }
const link = { href: '/t/acme/v1/r/algebra-101', text: 'Open the class' }

/** Counts what every frame shows, from the first one on; then lets the element find a BFF in the page. */
const script = `
const frames = (window.frames_ = [])
const element = document.querySelector('bbb-room, bbb-recordings')
const look = () => {
  const { shadowRoot } = element
  const sections = [...shadowRoot.querySelectorAll('section')]
  frames.push({ sections: sections.length, height: Math.round(element.offsetHeight), text: sections[0]?.querySelector('h2')?.textContent })
  requestAnimationFrame(look)
}
look()
const { mockBff, mockRecording } = await import('/dist/testing.js')
const bff = mockBff({ state: 'running', participant_count: 3 })
bff.setRecordings([1, 2, 3].map((week) => mockRecording({ id: 'r' + week, name: 'Week ' + week })))
Object.assign(element, { endpoint: bff.endpoint, getAccessToken: bff.getAccessToken })
await import('/dist/cdn/bbb-room.js')
`

/** What one frame showed. */
interface Frame {
  sections: number
  height: number
  text: string
}

describe('an element drawn by a server', () => {
  let server: Server
  let browser: Browser
  let url: string
  let served: Promise<string>
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
      const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title>'
      return [
        'text/html',
        `<!doctype html><html lang="en"><head>${head}<script type="module" src="/script.js"></script></head><body><main>${await served}</main></body></html>`,
      ]
    }
    return [types[extname(path)] ?? 'text/plain', await readFile(join(element, normalize(path))).catch(() => undefined)]
  }

  const address = () => ({ endpoint: url, room: 'algebra-101', link })
  const room = (change: Partial<ServedRoom> = {}) => renderRoom({ ...address(), name: 'Algebra <I>', ...change })
  const list = (change: Partial<ServedRecordings> = {}) => renderRecordings({ ...address(), ...change })

  async function open(
    html: Promise<string>,
    options: { scripts: boolean; styles: string },
  ): Promise<{ page: Page; complaints: string[] }> {
    served = html
    styleSources = options.styles
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
    const { page, complaints } = await open(room(), { scripts: false, styles: await styleSource() })
    const element = page.locator('bbb-room')
    await element.getByRole('heading', { name: 'Algebra <I>' }).waitFor()
    expect(await page.locator('.served').evaluate((card) => getComputedStyle(card).borderRadius)).toBe('16px')
    expect(await page.locator('.served .status').isVisible()).toBe(false)
    await element.getByRole('link', { name: link.text }).click()
    expect(await page.title()).toBe('The hosted room')
    expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([])
    await page.context().close()
  })

  it('EMBED-13: is taken over by the script without a flash, a jump, or a breach of a strict policy', async () => {
    const { page, complaints } = await open(room(), { scripts: true, styles: await styleSource() })
    await page.locator('bbb-room:state(ready)').waitFor()
    await page.locator('bbb-room').getByRole('button', { name: 'Join' }).waitFor()
    const frames = await page.evaluate(() => (window as unknown as { frames_: Frame[] }).frames_)
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
      const { page, complaints } = await open(room({ styles: 'none' }), { scripts, styles: "'none'" })
      if (scripts) await page.locator('bbb-room:state(ready)').waitFor()
      else expect(await page.getByRole('link', { name: link.text }).isVisible()).toBe(true)
      expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([])
      await page.context().close()
    }
  })

  it('takes the nonce of a page', async () => {
    const { page, complaints } = await open(room({ styles: { nonce: 'abc123' }, lang: 'ar' }), {
      scripts: false,
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

  it('shows the heading of a list, in the language of the page, and a link that works where there are no scripts', async () => {
    const html = list({ lang: 'ar', theme: 'dark' })
    const { page, complaints } = await open(html, { scripts: false, styles: await styleSource('bbb-recordings') })
    const card = page.locator('.served')
    await card.getByRole('heading', { name: 'التسجيلات' }).waitFor()
    expect(await card.getAttribute('dir')).toBe('rtl')
    expect(await card.evaluate((each) => getComputedStyle(each).backgroundColor)).toBe('rgb(22, 25, 31)')
    expect(await page.locator('.bones').isVisible()).toBe(false)
    await page.getByRole('link', { name: link.text }).click()
    expect(await page.title()).toBe('The hosted room')
    expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([])
    await page.context().close()
  })

  it('EMBED-13: turns into the list without a flash, a jump, or a breach of a strict policy', async () => {
    const { page, complaints } = await open(list(), { scripts: true, styles: await styleSource('bbb-recordings') })
    await page.getByRole('heading', { name: 'Week 3' }).waitFor()
    const frames = await page.evaluate(() => (window as unknown as { frames_: Frame[] }).frames_)
    expect(frames.length).toBeGreaterThan(1)
    expect(new Set(frames.map(({ sections, text }) => `${sections} ${text}`))).toEqual(new Set(['1 Recordings']))
    const heights = frames.map(({ height }) => height)
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(20)
    expect(await page.locator('.bones').count()).toBe(0)
    expect(await page.getByRole('link', { name: link.text }).isVisible()).toBe(false)
    expect(await page.locator('bbb-recordings style').count()).toBe(0)
    expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([])
    await page.context().close()
  })

  it('EMBED-13: needs no source of styles for a list that brings none, and promises nothing without scripts', async () => {
    for (const scripts of [false, true]) {
      const { page, complaints } = await open(list({ styles: 'none' }), { scripts, styles: "'none'" })
      if (scripts) await page.getByRole('heading', { name: 'Week 3' }).waitFor()
      else {
        expect(await page.getByRole('link', { name: link.text }).isVisible()).toBe(true)
        expect(await page.getByText('Connecting').count()).toBe(0)
      }
      expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([])
      await page.context().close()
    }
  })

  it('EMBED-2: writes every value of a list as text', async () => {
    const html = await list({ room: "a'b", lang: '"><img>', class: '"><script>', styles: { nonce: '"><script>' } })
    expect(new Set(html.match(/<(?!\/)[a-z-]+\d?/g))).toEqual(
      new Set(
        ['bbb-recordings', 'template', 'style', 'section', 'h2', 'slot', 'div', 'i', 'span', 'p', 'a'].map(
          (name) => `<${name}`,
        ),
      ),
    )
    await expect(list({ link: { href: 'javascript:alert(1)', text: '' } })).rejects.toThrow(TypeError)
  })
})
