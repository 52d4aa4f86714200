import { startDemo, type Demo } from '@bbb-room/demo'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { inState, press, startBrowser, type PersonsBrowser } from './browser.ts'
import { startHostPage, type HostPage } from './host-page.ts'
import { startScenePage } from './scene-page.ts'

/** Texts that would run if any of them were markup, an address or code. */
const xssTexts = [
  ...['img src=x onerror=X', 'svg onload=X', 'body onload=X', 'video><source onerror=X', 'details open ontoggle=X'].map(
    (markup) => `<${markup}>`,
  ),
  ...['script', 'SCRIPT', 'scr\0ipt', 'script/x', 'script\n'].map((name) => `<${name}>X</script>`),
  ...['"', "'", '`', '">', "'>", '-->', ']]>', '</title>', '</textarea>', '</style>', '</template>'].map(
    (end) => `${end}<img src=x onerror=X>`,
  ),
  ...['javascript:X', 'JaVaScRiPt:X', ' javascript:X', 'java\tscript:X', 'data:text/html,<script>X</script>'],
  ...['jAvAsCrIpT&colon;X', 'vbscript:X', 'blob:X', '//evil.example/X', 'https://x@evil.example/'],
  ...['${X}', '{{X}}', '<%= X %>', '#{X}', '[[X]]', '${{X}}', '{%X%}', '@{X}'],
  ...['&lt;img src=x onerror=X&gt;', '&#60;script&#62;X&#60;/script&#62;', '\u003cscript\u003eX\u003c/script\u003e'],
  ...['<iframe srcdoc="<script>X</script>">', '<iframe src="javascript:X">', '<object data="javascript:X">'],
  ...['<a href="javascript:X">a</a>', '<form action="javascript:X"><button>', '<base href="//evil.example">'],
  ...['<math><mi xlink:href="javascript:X">', '<svg><script>X</script>', '<svg><a xlink:href="javascript:X">'],
  ...[
    '<style>@import "//evil.example"</style>',
    '<link rel=stylesheet href=//evil.example>',
    '<p style="x:url(//evil.example)">',
  ],
  ...[
    '<template shadowrootmode=open><img src=x onerror=X>',
    '<slot name=ready>',
    '<!--?lit$1$-->',
    'lit$1$',
    '<?lit$1$?>',
  ],
  ...['\u202ereversed', '\ufeff<script>X</script>', '%3Cscript%3EX%3C/script%3E', '+ADw-script+AD4-X+ADw-/script+AD4-'],
].map((text) => text.replaceAll('X', 'window.ran=(window.ran||0)+1'))

let host: Awaited<ReturnType<typeof startScenePage>>
let browser: PersonsBrowser
beforeAll(async () => {
  host = await startScenePage()
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await host.close()
})
afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close({ runBeforeUnload: false })
})

/** @param ids of forms that stand in the page before its first script runs */
async function open(ids: readonly string[] = []): Promise<Page> {
  const page = await browser.context.newPage()
  await page.addInitScript((ids) => {
    document.addEventListener('readystatechange', () => {
      if (document.readyState !== 'interactive') return
      for (const id of ids) {
        const form = document.createElement('form')
        const input = document.createElement('input')
        form.id = form.name = id
        input.name = input.id = 'endpoint'
        form.append(input)
        document.body.append(form)
      }
    })
  }, ids)
  await page.addInitScript(() => {
    const violations: string[] = []
    Object.assign(window, { violations })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      violations.push(`${violatedDirective} ${blockedURI}`),
    )
    window.addEventListener('error', ({ message }) => violations.push(message))
    window.addEventListener('unhandledrejection', ({ reason }) => violations.push(String(reason)))
  })
  await page.goto(host.url)
  await page.waitForFunction(() => 'testing' in window)
  return page
}

const seenBy = (page: Page) =>
  page.evaluate(() => {
    const { violations, ran } = window as unknown as { violations: string[]; ran?: number }
    return { violations, ran: ran ?? 0 }
  })

describe('EMBED-2: texts of the BFF and BBB', () => {
  it('has sixty of them', () => expect(new Set(xssTexts).size).toBeGreaterThanOrEqual(60))

  it('are texts in every state, under Trusted Types: nothing runs, nothing is violated', async () => {
    const page = await open()
    const shown = await page.evaluate(async (texts) => {
      const { testing } = window
      await window.loadRecordings()
      const stage = document.querySelector('#stage')!
      const missing: string[] = []
      const has = (element: Element, text: string) =>
        (element.shadowRoot?.textContent ?? '').replace(/\s+/g, ' ').includes(text.replace(/\s+/g, ' ').trim())
      for (const text of texts) {
        const bff = testing.mockBff({ name: text, state: 'running' })
        bff.setRecordings([
          testing.mockRecording({
            name: text,
            thumbnails: [{ url: text, alt: text }],
            formats: [{ type: text, duration_seconds: 1 }],
          }),
        ])
        const room = document.createElement('bbb-room')
        const list = document.createElement('bbb-recordings')
        for (const each of [room, list]) {
          Object.assign(each, {
            endpoint: bff.endpoint,
            room: 'algebra-101',
            getAccessToken: bff.getAccessToken,
            thumbnails: !text.includes('evil'),
          })
          stage.append(each)
        }
        for (let tries = 0; tries < 200 && !(has(room, text) && has(list, text)); tries++) {
          await new Promise((resolve) => setTimeout(resolve, 10))
        }
        if (!has(room, text) || !has(list, text)) {
          missing.push(`${text} ${has(room, text)} ${has(list, text)} ${list.shadowRoot?.textContent ?? ''}`)
          if (missing.length > 3) break
        }
        for (const state of ['waiting', 'scheduled', 'ended'] as const) {
          bff.setRoom({ state, opens_at: text })
          await room.refresh()
          await room.updateComplete
        }
        bff.fail({ status: 503, code: text, retryable: false })
        await room.refresh()
        await room.updateComplete
        room.remove()
        list.remove()
        bff.restore()
      }
      return { missing: missing.slice(0, 3), foreign: document.querySelectorAll('base, [onerror], object').length }
    }, xssTexts)
    expect(shown).toEqual({ missing: [], foreign: 0 })
    expect(await seenBy(page)).toEqual({ violations: [], ran: 0 })
  })
})

describe('EMBED-3: messages', () => {
  it('of others, 5,000 of them, change no state and throw nothing; the one of the frame counts', async () => {
    const page = await open()
    const result = await page.evaluate(async () => {
      const { testing } = window
      const bff = testing.mockBff({ display: 'frame' })
      const room = document.createElement('bbb-room')
      Object.assign(room, {
        endpoint: bff.endpoint,
        room: 'algebra-101',
        getAccessToken: bff.getAccessToken,
        lang: 'en',
      })
      document.querySelector('#stage')!.append(room)
      const until = async (state: string) => {
        for (let tries = 0; tries < 300 && room.state !== state; tries++) await new Promise((r) => setTimeout(r, 10))
      }
      await until('ready')
      await room.join()
      await until('joined')
      const changes: string[] = []
      room.addEventListener('bbb-room-state-change', ({ detail }) => changes.push(detail.state))
      const frame = room.shadowRoot!.querySelector('iframe')!
      const good = { type: 'bbb-room-return', room: 'algebra-101', reason: 'kicked' }
      const cycle: Record<string, unknown> = { ...good }
      cycle['self'] = cycle
      const shapes: unknown[] = [
        good,
        cycle,
        { ...good, room: 'x' },
        { ...good, reason: '__proto__' },
        null,
        undefined,
        0,
        '',
        [],
        'kicked',
        JSON.stringify(good),
        { __proto__: good },
        { type: good },
        new Map([['type', 'bbb-room-return']]),
        new Date(),
        new ArrayBuffer(1024),
        { ...good, reason: ['kicked'] },
        { ...good, reason: null },
        'x'.repeat(100_000),
      ]
      const sources: (Window | null)[] = [window, null, frame.contentWindow]
      const origins = ['https://evil.example', 'null', '', location.origin]
      for (let count = 0; count < 5000; count++) {
        const source = sources[count % sources.length] ?? null
        const origin = origins[(count >> 2) % origins.length] ?? ''
        const data = shapes[count % shapes.length]
        const isRight = source === frame.contentWindow && origin === location.origin
        // The right frame at the right origin may say only what is no message of ours.
        if (isRight && (data === good || data === cycle || Object.getPrototypeOf(data ?? 0) === good)) continue
        window.dispatchEvent(new MessageEvent('message', { data, origin, source }))
      }
      for (let count = 0; count < 50; count++) window.postMessage(good, location.origin)
      await new Promise((resolve) => setTimeout(resolve, 200))
      const stateBefore = room.state
      window.dispatchEvent(
        new MessageEvent('message', { data: good, origin: location.origin, source: frame.contentWindow }),
      )
      await until('left')
      return { changes, stateBefore, stateAfter: room.state }
    })
    expect(result).toEqual({ changes: ['left'], stateBefore: 'joined', stateAfter: 'left' })
    expect(await seenBy(page)).toEqual({ violations: [], ran: 0 })
  })
})

describe('a file that comes late', () => {
  it('keeps a join in a frame waiting, and opens no window', async () => {
    const page = await open()
    let pass: () => void = () => undefined
    const late = new Promise<void>((resolve) => (pass = resolve))
    await page.route('**/later-views*', async (route) => {
      await late
      await route.continue()
    })
    await page.evaluate(async () => {
      const bff = window.testing.mockBff({ display: 'frame' })
      const room = document.createElement('bbb-room')
      Object.assign(room, { endpoint: bff.endpoint, room: 'algebra-101', getAccessToken: bff.getAccessToken })
      document.querySelector('#stage')!.append(room)
      for (let tries = 0; tries < 300 && room.state !== 'ready'; tries++) await new Promise((r) => setTimeout(r, 10))
      void room.join()
      for (let tries = 0; tries < 50 && room.state !== 'joined'; tries++) await new Promise((r) => setTimeout(r, 10))
    })
    await inState(page, 'joining').waitFor({ state: 'attached' })
    pass()
    await inState(page, 'joined').waitFor()
    expect(await page.locator('bbb-room iframe').count()).toBe(1)
    expect(browser.context.pages()).toHaveLength(2)
  })
})

describe('a file that does not come', () => {
  /** Puts a room on the page while the files of that name are kept back. */
  async function showWithout(name: string, room: object) {
    const page = await open()
    const asked: string[] = []
    const address = `**/${name}*`
    await page.route(address, (route) => {
      asked.push(route.request().url())
      return route.abort()
    })
    await page.evaluate((room) => {
      const bff = window.testing.mockBff(room)
      const element = document.createElement('bbb-room')
      Object.assign(element, {
        endpoint: bff.endpoint,
        room: 'algebra-101',
        getAccessToken: bff.getAccessToken,
        lang: 'en',
      })
      element.append('The page’s own link')
      document.querySelector('#stage')!.append(element)
      const codes: string[] = []
      Object.assign(window, { codes })
      element.addEventListener('bbb-room-error', ({ detail }) => codes.push(detail.code))
    }, room)
    return { page, asked, heal: () => page.unroute(address) }
  }
  const again = (page: Page) => page.locator('bbb-room').getByRole('button', { name: 'Try again' })

  it.each([
    ['scheduled', { state: 'scheduled', opens_at: '2099-01-01T08:00:00Z' }, 'Starts on'],
    [
      'ended',
      { state: 'ended', can: { join: false, end: false, list_recordings: false, manage_recordings: false } },
      'has ended',
    ],
    [
      'denied',
      { can: { join: false, end: false, list_recordings: false, manage_recordings: false } },
      'join this room',
    ],
  ])('with the view of %s leaves words, the page’s link and a way to try again', async (state, room, text) => {
    const { page, asked, heal } = await showWithout('later-views', room)
    await inState(page, state).waitFor()
    await again(page).waitFor()
    expect(asked).toHaveLength(2)
    const shown = page.locator('bbb-room')
    await shown.getByText('Something went wrong').first().waitFor()
    expect(await shown.evaluate((element) => element.shadowRoot!.querySelectorAll('slot:not([name])').length)).toBe(1)
    await heal()
    await again(page).click()
    await shown.getByText(text).first().waitFor()
    expect(await seenBy(page)).toEqual({ violations: [], ran: 0 })
  })

  it('is asked for once more by itself', async () => {
    const { page, asked, heal } = await showWithout('later-views', { state: 'ended' })
    await expect.poll(() => asked.length).toBe(1)
    await heal()
    await page.locator('bbb-room').getByText('has ended').first().waitFor()
    expect(await seenBy(page)).toEqual({ violations: [], ran: 0 })
  })

  it('with all that comes after the first one: leaves words and a way to try again, and tells the page', async () => {
    const { page, asked, heal } = await showWithout('room-parts', { state: 'running' })
    await again(page).waitFor()
    expect(asked).toHaveLength(2)
    expect(await page.evaluate(() => (window as unknown as { codes: string[] }).codes)).toEqual(['FILE_UNAVAILABLE'])
    await heal()
    await again(page).click()
    await inState(page, 'ready').waitFor()
    await page.locator('bbb-room').getByRole('button', { name: 'Join' }).waitFor()
    expect(await seenBy(page)).toEqual({ violations: [], ran: 0 })
  })

  it('with the device check says so where it was asked for', async () => {
    const { page } = await showWithout('device-check', { state: 'running' })
    await press(page, 'Check camera and microphone')
    await page.locator('bbb-room').getByRole('alert').getByText('Something went wrong').waitFor()
    expect(await seenBy(page)).toEqual({ violations: [], ran: 0 })
  })
})

describe('EMBED-11: a page with names and elements of its own', () => {
  it('works beside clobbered globals, twice defined and upgraded late', async () => {
    const ids = ['BbbRoom', 'fetchToken', 'launch', 'session', 'customElement', 'reactiveElementVersions']
    ids.push('litHtmlVersions', 'litElementVersions', 'reactiveElementPolyfillSupport')
    ids.push('litHtmlPolyfillSupport', 'litElementPolyfillSupport')
    const page = await open(ids)
    expect(await page.evaluate(() => String((window as unknown as Record<string, unknown>)['litHtmlVersions']))).toBe(
      '[object HTMLFormElement]',
    )
    const state = await page.evaluate(async () => {
      const bff = window.testing.mockBff({ state: 'running' })
      await window.loadCopy()
      const room = document.createElement('bbb-room')
      Object.assign(room, { endpoint: bff.endpoint, room: 'algebra-101', getAccessToken: bff.getAccessToken })
      document.querySelector('#stage')!.append(room)
      for (let tries = 0; tries < 300 && room.state !== 'ready'; tries++) await new Promise((r) => setTimeout(r, 10))
      return room.state
    })
    expect(state).toBe('ready')
    expect(await seenBy(page)).toEqual({ violations: [], ran: 0 })
  })
})

describe('time and the line', () => {
  async function show(page: Page, change: object = {}) {
    await page.evaluate(async (change) => {
      const bff = window.testing.mockBff(change)
      const room = document.createElement('bbb-room')
      let tokens = 0
      const getAccessToken = () => Promise.resolve(`token-${++tokens}`)
      Object.assign(room, { endpoint: bff.endpoint, room: 'algebra-101', getAccessToken, lang: 'en' })
      document.querySelector('#stage')!.append(room)
      Object.assign(window, { bff, room, tokensAsked: () => tokens })
      for (let tries = 0; tries < 300 && room.state === 'loading'; tries++) await new Promise((r) => setTimeout(r, 10))
    }, change)
  }
  const reads = (page: Page) =>
    page.evaluate(
      () =>
        (window as unknown as { bff: { requests: { method: string; path: string }[] } }).bff.requests.filter(
          ({ method, path }) => method === 'GET' && path.endsWith('/algebra-101'),
        ).length,
    )
  const tokens = (page: Page) => page.evaluate(() => (window as unknown as { tokensAsked: () => number }).tokensAsked())
  const setRoom = (page: Page, change: object) =>
    page.evaluate((change) => {
      const { bff } = window as unknown as { bff: { setRoom: (change: object) => void } }
      bff.setRoom(change)
    }, change)

  it('R-44: after an hour asleep it reads once, with a fresh token, and is right within five seconds', async () => {
    const page = await open()
    await show(page, { state: 'waiting' })
    await inState(page, 'waiting').waitFor()
    await page.waitForTimeout(300)
    const [readsBefore, tokensBefore] = [await reads(page), await tokens(page)]
    await page.evaluate(() => {
      const hide = (hidden: boolean) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }
      hide(true)
      const now = Date.now.bind(Date)
      Date.now = () => now() + 3_600_000
      // All that a browser may say at once when the computer wakes up.
      document.dispatchEvent(new Event('resume'))
      hide(false)
      window.dispatchEvent(new Event('online'))
    })
    await expect.poll(() => reads(page), { timeout: 10_000 }).toBe(readsBefore + 1)
    // The jitter of a second wake would be over by then.
    await page.waitForTimeout(2200)
    expect(await reads(page)).toBe(readsBefore + 1)
    expect(await tokens(page)).toBe(tokensBefore + 1)
    await setRoom(page, { state: 'running' })
    await inState(page, 'ready').waitFor()
  })

  it('R-45: says at once that it is offline, and goes on by itself when the line is back', async () => {
    const page = await open()
    await show(page, { state: 'running' })
    await inState(page, 'ready').waitFor()
    await browser.context.setOffline(true)
    await inState(page, 'error').waitFor()
    await page.locator('bbb-room').getByText('You are offline').first().waitFor()
    const before = await reads(page)
    await browser.context.setOffline(false)
    await inState(page, 'ready').waitFor()
    expect((await reads(page)) - before).toBe(1)
  })

  it('R-48: ignores what a newer BFF adds, and asks to reload for a state that it does not know', async () => {
    const page = await open()
    await show(page, {
      state: 'running',
      brand_new: { deep: [1] },
      can: { join: true, end: false, list_recordings: true, manage_recordings: false, fly: true },
    })
    await inState(page, 'ready').waitFor()
    await setRoom(page, { state: 'hibernating' })
    await inState(page, 'error').waitFor()
    await page.locator('bbb-room').getByText('reload the page').first().waitFor()
    await setRoom(page, { state: 'running' })
    await inState(page, 'ready').waitFor()
    await page.evaluate(() => {
      const { bff } = window as unknown as { bff: { setJoinAnswer: (answer: object) => void } }
      bff.setJoinAnswer({ state: 'levitating', code: 'GRAVITY_OFF', opens_at: null, retry_after: null })
    })
    await press(page, 'Join')
    await page.locator('bbb-room').getByText('reload the page').first().waitFor()
  })
})

describe('a page that is not the school’s', () => {
  let demo: Demo
  let evil: HostPage
  beforeAll(async () => {
    evil = await startHostPage('localhost')
    demo = await startDemo({ port: 0, display: 'frame' })
  })
  afterAll(async () => {
    await demo.close()
    await evil.close()
  })

  it('EMBED-6: gets nothing with a stolen token: 403, and no header that lets it read', async () => {
    const stolen = await demo.tokens.sign(
      { id: 'teacher', role: 'teacher', name: 'Teacher' },
      { room: demo.room, audience: demo.tenantUrl, origin: demo.url },
    )
    evil.script = `${new URL(demo.tenantUrl).origin}/element/bbb-room.js`
    evil.attributes = { endpoint: demo.tenantUrl, room: demo.room }
    evil.token = () => Promise.resolve({ body: { access_token: stolen } })
    const page = await browser.context.newPage()
    await page.goto(evil.url)
    await inState(page, 'error').waitFor()
    const answer = await fetch(`${demo.tenantUrl}/v1/rooms/${demo.room}`, {
      headers: { authorization: `Bearer ${stolen}`, origin: evil.url },
    })
    expect(answer.status).toBe(403)
    expect(((await answer.json()) as { code: string }).code).toBe('ORIGIN_NOT_ALLOWED')
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('EMBED-5: cannot frame a page of the BFF', async () => {
    const page = await browser.context.newPage()
    const refused: string[] = []
    page.on('console', (message) => refused.push(message.text()))
    evil.attributes = {}
    evil.script = 'data:,'
    evil.markup = `<iframe src="${demo.tenantUrl}/v1/return?room=${demo.room}"></iframe>`
    await page.goto(evil.url)
    await expect.poll(() => refused.join('\n')).toMatch(/frame-ancestors/)
    const frame = await (await page.waitForSelector('iframe')).contentFrame()
    expect(await frame!.evaluate(() => document.body.textContent).catch(() => '')).not.toContain('left the meeting')
  })
})
