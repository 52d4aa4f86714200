import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Locator, type Page } from 'playwright-core'

/** One person's browser, with a profile of its own. */
export interface PersonsBrowser {
  context: BrowserContext
  /** Every address that a page or frame of it asked for. */
  addresses: string[]
  close(): Promise<void>
}

/** Chromium's `profile.cookie_controls_mode`: 0 lets third-party cookies through, 1 blocks them. */
export type CookieControlsMode = 0 | 1

/** Starts a Chromium with an empty profile. `CHROME_PATH` names another one than Debian's. */
export async function startBrowser(
  cookieControlsMode: CookieControlsMode = 0,
  { opensTabsWithoutClick = false, runsScripts = true } = {},
): Promise<PersonsBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'bbb-room-e2e-'))
  await mkdir(join(profile, 'Default'))
  await writeFile(
    join(profile, 'Default/Preferences'),
    JSON.stringify({ profile: { cookie_controls_mode: cookieControlsMode } }),
  )
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    headless: true,
    javaScriptEnabled: runsScripts,
    viewport: { width: 1200, height: 900 },
    // As people have it: a page that is left can come back as it was, and a tab opens in a click only. Scenes are
    // brought about by a script.
    ignoreDefaultArgs: ['--disable-back-forward-cache', ...(opensTabsWithoutClick ? [] : ['--disable-popup-blocking'])],
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-quic',
      '--host-resolver-rules=MAP *.example 127.0.0.1',
    ],
  })
  const addresses: string[] = []
  context.on('request', (request) => addresses.push(request.url()))
  return {
    context,
    addresses,
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}

/** The element's button with this label. */
export const press = (page: Page, label: string): Promise<void> =>
  page.locator('bbb-room').getByRole('button', { name: label, exact: true }).click()

/** The element in one of its states, as styles can see it too. */
export const inState = (page: Page, state: string): Locator => page.locator(`bbb-room:state(${state})`)
