import { startDemo, type Demo } from '@bbb-room/demo'
import type { Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inState, startBrowser, type PersonsBrowser } from './browser.ts'
import { startHostPage, type HostPage } from './host-page.ts'

declare global {
  interface Window {
    /** Origins of the messages that reached the page, and the states that the element had since. */
    heard: { origins: string[]; states: string[] }
    /** What `window.open` gave the page. */
    handles: (Window | null)[]
  }
}

let host: HostPage
/** A page of another origin, and of another site. */
let stranger: HostPage
let demo: Demo
let browser: PersonsBrowser
let page: Page

beforeAll(async () => {
  host = await startHostPage('localhost')
  stranger = await startHostPage('127.0.0.1')
  demo = await startDemo({ port: 0, pageOrigins: [host.url], bbb: { cookieAttributes: 'SameSite=None; Secure' } })
  browser = await startBrowser()
  host.script = `${new URL(demo.tenantUrl).origin}/element/bbb-room.js`
  host.token = async (room) => ({
    body: {
      access_token: await demo.tokens.sign(
        { id: 'teacher', role: 'teacher', name: 'Teacher' },
        { room, audience: demo.tenantUrl, origin: host.url },
      ),
    },
  })
})
afterAll(async () => {
  await browser.close()
  await demo.close()
  await stranger.close()
  await host.close()
})
beforeEach(async () => {
  page = await browser.context.newPage()
  await page.addInitScript(() => {
    if (window !== top) return
    window.heard = { origins: [], states: [] }
    window.handles = []
    addEventListener('message', ({ origin }) => window.heard.origins.push(origin))
    document.addEventListener('bbb-room-state-change', (event) =>
      window.heard.states.push((event as CustomEvent<{ state: string }>).detail.state),
    )
    const open = window.open.bind(window)
    window.open = (...given) => {
      const handle = open(...given)
      window.handles.push(handle)
      return handle
    }
  })
})
afterEach(() => page.close({ runBeforeUnload: false }))

async function enter(display: 'tab' | 'frame'): Promise<void> {
  host.attributes = { endpoint: demo.tenantUrl, room: demo.room, display }
  await page.goto(host.url)
  await inState(page, 'ready').waitFor()
  const label = /Agree and (start|join)/
  await page.locator('bbb-room').getByRole('button', { name: label }).click()
}

async function enterFrame(): Promise<Frame> {
  await enter('frame')
  await inState(page, 'joined').waitFor()
  const frame = await (await page.waitForSelector('bbb-room iframe')).contentFrame()
  if (!frame) throw new Error('a frame without a document')
  await frame.getByText('You are in the room as').first().waitFor()
  await page.evaluate(() => {
    window.heard = { origins: [], states: [] }
  })
  return frame
}

const returnMessage = () => ({ type: 'bbb-room-return', room: demo.room, reason: 'kicked' })
const returnPage = () => {
  const errors = JSON.stringify([{ key: 'userEjected', message: '-' }])
  return `${demo.tenantUrl}/v1/return?${new URLSearchParams({ room: demo.room, origin: host.url, errors }).toString()}`
}

/** A frame of the page's own, beside the element. */
async function addFrame(attributes: Record<string, string>): Promise<Frame> {
  const handle = await page.evaluateHandle((attributes) => {
    const frame = document.createElement('iframe')
    for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value)
    document.body.append(frame)
    return frame
  }, attributes)
  const frame = await handle.contentFrame()
  if (!frame) throw new Error('a frame without a document')
  return frame
}

const post = (from: Frame) =>
  from.evaluate((message) => {
    window.parent.postMessage(message, '*')
  }, returnMessage())

const isHeard = async (...origins: string[]) => {
  await expect.poll(() => page.evaluate(() => window.heard.origins)).toEqual(origins)
  expect(await page.evaluate(() => window.heard.states)).toEqual([])
  expect(await inState(page, 'joined').count()).toBe(1)
}

describe('EMBED-3: that the person is out', () => {
  it('is not believed of a frame of another origin, nor of a sandboxed one without an origin', async () => {
    await enterFrame()
    const other = await addFrame({ src: stranger.url })
    await other.waitForURL(`${stranger.url}/`)
    await post(other)
    await isHeard(stranger.url)
    await addFrame({
      sandbox: 'allow-scripts',
      srcdoc: `<script>parent.postMessage(${JSON.stringify(returnMessage())}, '*')</script>`,
    })
    await isHeard(stranger.url, 'null')
  })

  it('is not believed of BBB in the element’s own frame, nor of what has no origin there', async () => {
    const frame = await enterFrame()
    await post(frame)
    await isHeard(new URL(demo.bbb.url).origin)
    const script = `parent.postMessage(${JSON.stringify(returnMessage())}, '*')`
    await frame.evaluate((script) => location.replace(`data:text/html,<script>${script}</script>`), script)
    await isHeard(new URL(demo.bbb.url).origin, 'null')
  })

  it('is not believed of the BFF’s own return page in a frame beside the element’s, and is of it there', async () => {
    const frame = await enterFrame()
    const bff = new URL(demo.tenantUrl).origin
    await addFrame({ src: returnPage() })
    await isHeard(bff)
    await frame.evaluate((address) => location.replace(address), returnPage())
    await inState(page, 'left').waitFor()
    expect(await page.evaluate(() => window.heard)).toEqual({ origins: [bff, bff], states: ['left'] })
    await page.locator('bbb-room').getByText('A moderator has removed you').first().waitFor()
  })
})

describe('EMBED-10: the tab of a meeting', () => {
  it('has no hand on the page, and the page none on it: its handle says closed', async () => {
    const opened = browser.context.waitForEvent('page')
    await enter('tab')
    const meeting = await opened
    await meeting.getByText('You are in the room as').first().waitFor()
    await inState(page, 'joined').waitFor()
    expect(await meeting.evaluate(() => window.opener as unknown)).toBeNull()
    expect(meeting.isClosed()).toBe(false)
    await expect.poll(() => page.evaluate(() => window.handles.map((handle) => handle?.closed))).toEqual([true])
    await meeting.close()
  })
})
