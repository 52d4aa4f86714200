import { startBffProcess, startDemo, type Demo } from '@bbb-room/demo'
import { afterEach, describe, expect, it } from 'vitest'
import { inState, press, startBrowser, type PersonsBrowser } from './browser.ts'

describe('when something is in the way', () => {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  async function start(options: Parameters<typeof startDemo>[0]): Promise<{ demo: Demo; browser: PersonsBrowser }> {
    const demo = await startDemo({ port: 0, ...options })
    closing.push(() => demo.close())
    const browser = await startBrowser()
    closing.push(() => browser.close())
    return { demo, browser }
  }

  it('shows a state with a way to try again while BBB is down, and opens the class when it is back', async () => {
    const { demo, browser } = await start({})
    demo.bbb.faults.always('create', { kind: 'status', status: 503 })
    const page = await browser.context.newPage()
    await page.goto(`${demo.url}/?as=teacher`)
    await inState(page, 'ready').waitFor()
    await press(page, 'Agree and start')
    await inState(page, 'error').waitFor({ timeout: 20_000 })
    const again = page.locator('bbb-room').getByRole('button', { name: 'Try again' })
    await again.waitFor()
    demo.bbb.faults.clear()
    // For a moment after it failed, BBB is left alone, and an impatient person is told once more.
    const begin = page.locator('bbb-room').getByRole('button', { name: 'Agree and start' })
    const goOn = async () => {
      if (await again.isVisible()) await again.click({ timeout: 1000 }).catch(() => undefined)
      else if (await begin.isVisible()) await begin.click({ timeout: 1000 }).catch(() => undefined)
      return demo.bbb.journal.of('join').length
    }
    await expect.poll(goOn, { timeout: 30_000, interval: 300 }).toBeGreaterThan(0)
  })

  it('EMBED-7: opens the class in a frame that is given the camera of that page, where the BFF says so', async () => {
    const { demo, browser } = await start({ display: 'frame' })
    const page = await browser.context.newPage()
    await page.goto(`${demo.url}/?as=teacher`)
    await inState(page, 'ready').waitFor()
    await press(page, 'Agree and start')
    const frame = page.locator('bbb-room iframe')
    await frame.waitFor()
    expect(await frame.getAttribute('allow')).toContain(`camera ${demo.bbb.url}`)
    await page.frameLocator('bbb-room iframe').getByText('moderator').first().waitFor({ timeout: 20_000 })
    expect(browser.context.pages()).toHaveLength(2)
  })

  it('does not start the BFF with a bad configuration, and says all that is wrong without a value', async () => {
    const failure = await startBffProcess({
      PORT: 'canary-port',
      BBB_ROOM_BASE_URL: 'http://canary.example',
      BBB_ROOM_TICKET_KEY: 'canary',
      BBB_ROOM_CONFIG: '/canary/tenants.yaml',
    }).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    )
    for (const name of [
      'PORT',
      'BBB_ROOM_BASE_URL',
      'BBB_ROOM_TICKET_KEY',
      'BBB_ROOM_CALLBACK_KEY',
      'BBB_ROOM_CONFIG',
    ]) {
      expect(failure).toContain(name)
    }
    expect(failure).not.toContain('canary')
  })
})
