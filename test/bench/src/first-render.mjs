import { existsSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { createRandom } from './input/random.mjs'
import { measureLines } from './lines.mjs'
import { loadPeer, peersFolder } from './peers.mjs'
import { bundle } from './sizes.mjs'

const require = createRequire(import.meta.url)
const executablePath = process.env.CHROME_PATH || '/usr/bin/chromium'

/** The least that an element on Lit can be. */
const oneButton = `import { LitElement, html } from 'lit'
customElements.define('one-button', class extends LitElement { render() { return html\`<button>Join</button>\` } })`

async function oneButtonBundle() {
  const { outputFiles } = await loadPeer('esbuild').build({
    stdin: { contents: oneButton, resolveDir: peersFolder },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
  })
  return Buffer.from(outputFiles[0].contents)
}

/** A page with one element; it notes when its script began and when the element had rendered. */
function pageWith(tag, file) {
  return `<!doctype html><title>${tag}</title>${tag}
<script>performance.mark('begin')</script>
<script type="module">
import '/${file}'
const element = document.body.firstElementChild
await customElements.whenDefined(element.localName)
await (element.updateComplete ?? new Promise((done) => requestAnimationFrame(() => done())))
globalThis.renderedMs = performance.now() - performance.getEntriesByName('begin')[0].startTime
</script>`
}

/** B3: from nothing loaded to something shown, on a slow device and network. */
export async function firstRenderLines({ quick }) {
  if (quick) return []
  if (!existsSync(executablePath)) {
    console.error('Chromium is not installed: B3 is skipped')
    return []
  }
  const tags = {
    'bbb-room': '<bbb-room endpoint="/none" room="maths" loading="lazy"></bbb-room>',
    'one button': '<one-button></one-button>',
    whereby: '<whereby-embed room="https://x.whereby.com/y"></whereby-embed>',
  }
  const files = {
    'bbb-room.js': readFileSync(require.resolve('bbb-room/cdn/bbb-room.js')),
    'one-button.js': await oneButtonBundle(),
    'whereby.js': await bundle('@whereby.com/browser-sdk/embed'),
  }
  const packed = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, gzipSync(bytes, { level: 9 })]))
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1)
    if (name in packed) {
      response.writeHead(200, { 'Content-Type': 'text/javascript', 'Content-Encoding': 'gzip' })
      return response.end(packed[name])
    }
    const tag = Object.keys(tags).find((each) => `${each.replace(' ', '-')}.html` === name)
    if (tag === undefined) return response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': 'text/html' })
    return response.end(pageWith(tags[tag], `${tag.replace(' ', '-')}.js`))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] })
  const render = async (name) => {
    const context = await browser.newContext()
    try {
      const page = await context.newPage()
      // Nothing but this server is there.
      await page.route(
        (url) => url.port !== String(port),
        (route) => route.abort(),
      )
      const session = await context.newCDPSession(page)
      await session.send('Network.enable')
      await session.send('Network.setCacheDisabled', { cacheDisabled: true })
      await session.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 150,
        downloadThroughput: 200_000,
        uploadThroughput: 200_000,
      })
      await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
      await page.goto(`http://127.0.0.1:${port}/${name.replace(' ', '-')}.html`)
      const handle = await page.waitForFunction('globalThis.renderedMs', undefined, { timeout: 30_000 })
      return Number(await handle.jsonValue())
    } finally {
      await context.close()
    }
  }
  try {
    await render('bbb-room')
    /** @type {Pick<import('./lines.mjs').Line, 'id' | 'what' | 'contender' | 'bound'>} */
    const line = { id: 'B3', what: 'cold import and render', contender: 'bbb-room', bound: 'at most' }
    return await measureLines({
      rounds: 7,
      random: createRandom(9),
      contenders: Object.fromEntries(Object.keys(tags).map((name) => [name, () => render(name)])),
      lines: [
        { ...line, reference: 'one button', target: 1.2, floor: 1.4 },
        { ...line, reference: 'whereby', target: 0.9, floor: 1 },
      ],
    })
  } finally {
    await browser.close()
    server.close()
  }
}
