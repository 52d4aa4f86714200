import { startDemo, type Demo } from '@bbb-room/demo'
import type { Finding } from 'bbb-room'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inState, press, startBrowser, type CookieControlsMode, type PersonsBrowser } from './browser.ts'
import { carefulPolicy, startHostPage, type HostPage, type Policy } from './host-page.ts'

interface World {
  demo: Demo
  host: HostPage
  bff: string
  /** For `Content-Security-Policy`, changed where the test says so. */
  policy: (changes: Policy) => string
  close: () => Promise<void>
}

async function startWorld(
  display: 'tab' | 'frame',
  host: 'localhost' | '127.0.0.1' | 'school.example',
  isRegistered = true,
): Promise<World> {
  const page = await startHostPage(host)
  const pageOrigins = isRegistered && host !== 'school.example' ? [page.url] : []
  const demo = await startDemo({ port: 0, display, pageOrigins })
  const bff = new URL(demo.tenantUrl).origin
  page.script = `${bff}/element/bbb-room.js`
  return {
    demo,
    host: page,
    bff,
    policy: (changes) => carefulPolicy({ bff, bbb: demo.bbb.url, isFramed: display === 'frame' }, changes),
    close: async () => {
      await demo.close()
      await page.close()
    },
  }
}

let rooms = 0

/** A page in order again, with a room that nobody has been in. */
async function mend({ demo, host, policy }: World): Promise<void> {
  const room = `class-${++rooms}`
  const declared = await fetch(`${demo.tenantUrl}/v1/rooms/${room}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${await demo.tokens.signForDeclaring(room, demo.tenantUrl)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: 'Algebra', record: true }),
  })
  expect(declared.status).toBe(201)
  host.headers = { 'content-security-policy': policy({}) }
  host.attributes = { endpoint: demo.tenantUrl, room }
  host.token = async () => ({ body: { access_token: await tokenOf({ demo, host }) } })
  demo.bbb.faults.clear()
  demo.bbb.configure({ framing: 'allow', cookieAttributes: '' })
  demo.bbb.swapSecret(demo.sharedSecret)
}

const tokenOf = (
  { demo, host }: Pick<World, 'demo' | 'host'>,
  changes: { room?: string; audience?: string; ageSeconds?: number } = {},
) =>
  demo.tokens.sign(
    { id: 'teacher', role: 'teacher', name: 'Teacher' },
    { room: host.attributes['room'] ?? '', audience: demo.tenantUrl, origin: host.url, ...changes },
  )

/** Runs in the page before anything else. */
function keepErrors(): void {
  const told: unknown[] = []
  Object.assign(window, { told })
  document.addEventListener('bbb-room-error', (event) => told.push((event as CustomEvent).detail))
}

/** What `bbb-room-error` told the page: code and fix of each. */
const told = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { told: { code: string; fix: string }[] }).told.map(({ code, fix }) => [code, fix]),
  )
const byOwner = (fix: string) => `For the owner of this page: ${fix}`
const signIn = 'Sign in to the site again, then reload this page.'

async function open({ host }: Pick<World, 'host'>, { context }: PersonsBrowser, state: string): Promise<Page> {
  const page = await context.newPage()
  await page.addInitScript(keepErrors)
  await page.goto(host.url)
  await inState(page, state).waitFor()
  return page
}

/** What `diagnose()` finds in the way: the fix of each, by its code. */
async function findingsOf(page: Pick<Page, 'evaluate'>, code: string): Promise<Finding[]> {
  const findings = await page.evaluate(() => document.querySelector('bbb-room')!.diagnose())
  const found = findings.filter((each) => each.code === code && each.status !== 'ok')
  if (found.length === 0) throw new Error(`no ${code} in ${JSON.stringify(findings, null, 1)}`)
  return findings.filter(({ status }) => status === 'failure')
}
const fixesOf = async (page: Pick<Page, 'evaluate'>, code: string) =>
  (await findingsOf(page, code)).filter((each) => each.code === code).map(({ fix }) => fix)

let browser: PersonsBrowser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())
afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close({ runBeforeUnload: false })
})

describe('a page with the meeting in a tab', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld('tab', 'localhost')
  })
  beforeEach(() => mend(world))
  afterAll(() => world.close())

  const sayPolicy = (changes: Policy) => {
    world.host.headers = { 'content-security-policy': world.policy(changes) }
  }

  it('is in order: nothing is found', async () => {
    const page = await open(world, browser, 'ready')
    const findings = await page.evaluate(() => document.querySelector('bbb-room')!.diagnose())
    expect(findings.filter(({ status }) => status !== 'ok')).toEqual([])
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['SECURE_CONTEXT', 'TOKEN_CLAIMS', 'BFF', 'BBB', 'BBB_SECRET', 'BBB_CLOCK', 'EVENTS']),
    )
  })

  it('1: connect-src lacks the BFF', async () => {
    sayPolicy({ 'connect-src': "'self'" })
    const page = await open(world, browser, 'error')
    const fix = `Content-Security-Policy: connect-src ${world.bff}`
    expect(await told(page)).toEqual([['PAGE_POLICY', byOwner(fix)]])
    await page.locator('bbb-room').getByText(fix).first().waitFor()
    expect(await fixesOf(page, 'CSP_VIOLATION')).toEqual([fix])
  })

  it('2: connect-src lacks the page’s own token endpoint', async () => {
    sayPolicy({ 'connect-src': world.bff })
    const page = await open(world, browser, 'error')
    const fix = "Content-Security-Policy: connect-src 'self'"
    // So early that the texts around it may be on their way still.
    expect(await told(page)).toEqual([['PAGE_POLICY', expect.stringContaining(fix)]])
    expect(await fixesOf(page, 'CSP_VIOLATION')).toEqual([fix])
  })

  it('3: form-action lacks the BFF', async () => {
    sayPolicy({ 'form-action': "'none'" })
    const page = await open(world, browser, 'ready')
    await press(page, 'Agree and start')
    await inState(page, 'error').waitFor()
    const fix = `Content-Security-Policy: form-action ${world.bff} ${world.demo.bbb.url}`
    // Where no frame is offered, BBB's origin is told to moderators who diagnose only.
    const toldFix = byOwner(`Content-Security-Policy: form-action ${world.bff} <BBB>`)
    expect(await told(page)).toEqual([['PAGE_POLICY', toldFix]])
    expect(await fixesOf(page, 'CSP_VIOLATION')).toEqual([fix])
    await expect.poll(() => browser.context.pages().length).toBe(2)
  })

  it('4: form-action lacks BBB, where the launch leads', async () => {
    sayPolicy({ 'form-action': world.bff })
    const page = await open(world, browser, 'ready')
    await press(page, 'Agree and start')
    await inState(page, 'error').waitFor()
    const fix = `Content-Security-Policy: form-action ${world.demo.bbb.url}`
    const toldFix = byOwner('Content-Security-Policy: form-action <BBB>')
    expect(await told(page)).toEqual([['PAGE_POLICY', toldFix]])
    expect(await fixesOf(page, 'CSP_VIOLATION')).toEqual([fix])
  })

  it('4b: the page’s own policy keeps the camera from everyone, and the device check says so', async () => {
    world.host.headers['permissions-policy'] = 'camera=()'
    const page = await open(world, browser, 'ready')
    await page.evaluate(() => document.querySelector('bbb-room')!.checkDevices())
    const camera = page.locator('bbb-room').locator('.device').first()
    await camera.getByRole('button').click()
    await camera.getByRole('status').getByText('This page does not pass the device on').waitFor()
  })

  it('5: the token endpoint is broken', async () => {
    world.host.token = () => Promise.resolve({ status: 500, body: {} })
    const page = await open(world, browser, 'error')
    expect(await told(page)).toEqual([['TOKEN_UNAVAILABLE', signIn]])
    expect(await fixesOf(page, 'TOKEN_UNAVAILABLE')).toEqual([
      'Answer POST token-endpoint with 200 and {"access_token":"…","expires_in":300} to signed-in people.',
    ])
  })

  it('6: the token endpoint knows nobody', async () => {
    world.host.token = () => Promise.resolve({ status: 401, body: {} })
    const page = await open(world, browser, 'error')
    expect(await told(page)).toEqual([['TOKEN_UNAVAILABLE', signIn]])
    expect(await fixesOf(page, 'TOKEN_REFUSED')).toEqual([
      'Sign in; token-endpoint has to be of the page’s own origin, or its cookie does not come along.',
    ])
  })

  it('7: the token endpoint answers something else', async () => {
    world.host.token = () => Promise.resolve({ body: { token: 'x' } })
    const page = await open(world, browser, 'error')
    expect(await told(page)).toEqual([['TOKEN_UNAVAILABLE', signIn]])
    const [finding] = await findingsOf(page, 'TOKEN_UNAVAILABLE')
    expect(finding?.title).toContain('no access token')
    expect(finding?.fix).toContain('{"access_token":"…","expires_in":300}')
  })

  it('8: the token is for another audience', async () => {
    world.host.token = async () => ({
      body: { access_token: await tokenOf(world, { audience: 'https://other.example' }) },
    })
    const page = await open(world, browser, 'error')
    expect(await told(page)).toEqual([['TOKEN_INVALID', signIn]])
    expect(await fixesOf(page, 'TOKEN_CLAIMS')).toEqual([`aud: ${world.demo.tenantUrl}`])
  })

  it('9, R-46: the token is too old, and is asked for twice and no more', async () => {
    const expired = await tokenOf(world, { ageSeconds: 4000 })
    world.host.token = () => Promise.resolve({ body: { access_token: expired } })
    const before = world.host.tokensAsked
    const page = await open(world, browser, 'error')
    expect(await told(page)).toEqual([['TOKEN_EXPIRED', signIn]])
    await page.waitForTimeout(1500)
    expect(world.host.tokensAsked - before).toBe(2)
    await press(page, 'Try again')
    await expect.poll(async () => (await told(page)).length).toBe(2)
    expect(world.host.tokensAsked - before).toBeLessThanOrEqual(4)
    expect(await fixesOf(page, 'TOKEN_EXPIRED')).toEqual([
      'Set the signing server’s clock from the network (NTP); exp = iat + 300.',
    ])
  })

  it('10: there is no such room', async () => {
    world.host.attributes = { ...world.host.attributes, room: 'nowhere' }
    const page = await open(world, browser, 'error')
    expect(await told(page)).toEqual([['NOT_FOUND', 'Ask the person who sent you here.']])
    expect(await fixesOf(page, 'NOT_FOUND')).toEqual([
      'Compare endpoint, room and the token’s iss with the tenant’s configuration.',
    ])
  })

  it('11: the page’s referrer policy hides it from the launch', async () => {
    world.host.headers = { 'content-security-policy': world.policy({}), 'referrer-policy': 'no-referrer' }
    const page = await open(world, browser, 'ready')
    const tab = browser.context.waitForEvent('page')
    await press(page, 'Agree and start')
    await (await tab).getByText('This page cannot open the meeting').waitFor()
    expect(await fixesOf(page, 'REFERRER_POLICY')).toEqual(['Referrer-Policy: strict-origin-when-cross-origin'])
  })

  it('12, EMBED-9: the browser holds the tab back, and the class opens in place of the page', async () => {
    const page = await browser.context.newPage()
    // As a browser answers that blocks it. What a test does counts as a click, so none of its own is blocked for certain.
    await page.addInitScript(() => (window.open = () => null))
    await page.goto(world.host.url)
    await inState(page, 'ready').waitFor()
    await press(page, 'Agree and start')
    await page.locator('bbb-room').getByRole('button', { name: 'Open here instead' }).waitFor()
    expect(await fixesOf(page, 'POPUP_BLOCKED')).toEqual([
      'Call join() at once in the handler of a click, or let the person allow pop-ups for this page.',
    ])
    await press(page, 'Open here instead')
    await page.waitForURL(`${world.demo.bbb.url}/html5client/**`)
  })

  it('EMBED-9: a token that takes three seconds still opens the tab, which the click itself has opened', async () => {
    const page = await open(world, browser, 'ready')
    let isAnswered = false
    world.host.token = async () => {
      await new Promise((resolve) => setTimeout(resolve, 3000))
      isAnswered = true
      return { body: { access_token: await tokenOf(world) } }
    }
    // The one it holds may be from before the computer slept.
    await page.evaluate(() => dispatchEvent(new Event('online')))
    const opening = browser.context.waitForEvent('page')
    await press(page, 'Agree and start')
    const tab = await opening
    expect([isAnswered, tab.url()]).toEqual([false, 'about:blank'])
    await tab.waitForURL(`${world.demo.bbb.url}/html5client/**`)
    expect(isAnswered).toBe(true)
    await inState(page, 'joined').waitFor()
  })

  it('13: the page’s clock is off by a day, which R-37 is no matter', async () => {
    const page = await browser.context.newPage()
    await page.addInitScript(() => {
      const now = Date.now.bind(Date)
      Date.now = () => now() + 86_400_000
    })
    await page.goto(world.host.url)
    await inState(page, 'ready').waitFor()
    const findings = await page.evaluate(() => document.querySelector('bbb-room')!.diagnose())
    expect(findings.filter(({ status }) => status !== 'ok').map(({ code, fix }) => [code, fix])).toEqual([
      ['CLOCK', 'Let the system set its time from the network.'],
    ])
  })
})

describe('a page beside whose BBB, or whose own place, something is wrong', () => {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })
  const begin = async (...options: Parameters<typeof startWorld>) => {
    const world = await startWorld(...options)
    closing.push(() => world.close())
    await mend(world)
    return world
  }

  it('14: BBB is down', async () => {
    const world = await begin('tab', 'localhost')
    world.demo.bbb.faults.always('*', { kind: 'reset' })
    const page = await open(world, browser, 'ready')
    await press(page, 'Agree and start')
    await inState(page, 'error').waitFor()
    expect(await told(page)).toContainEqual(['BBB_UNAVAILABLE', expect.stringMatching(/again/)])
    expect(await fixesOf(page, 'BBB_UNREACHABLE')).toEqual([
      'Start BBB, open its port for the BFF, or correct bbb.baseUrl',
    ])
  })

  it('15: its origin is not registered', async () => {
    const world = await begin('tab', 'localhost', false)
    const page = await open(world, browser, 'error')
    expect(await told(page)).toEqual([['BFF_UNREACHABLE', expect.stringMatching(/again/)]])
    expect(await fixesOf(page, 'CORS')).toEqual([`pageOrigins: add ${world.host.url}`])
  })

  it('16: it is not secure', async () => {
    const world = await begin('tab', 'school.example')
    const page = await open(world, browser, 'unsupported')
    expect(await fixesOf(page, 'SECURE_CONTEXT')).toEqual(['Serve this page over https.'])
    await page.locator('bbb-room').getByRole('button', { name: 'Copy the link' }).waitFor()
  })

  it('17: BBB refuses the checksums', async () => {
    const world = await begin('tab', 'localhost')
    world.demo.bbb.swapSecret('another-secret-0123456789abcdef0123456789')
    const page = await open(world, browser, 'ready')
    await press(page, 'Agree and start')
    await inState(page, 'error').waitFor()
    expect(await told(page)).toEqual([['BBB_SECRET_REFUSED', 'Try again, or reload the page.']])
    expect(await fixesOf(page, 'BBB_SECRET_REFUSED')).toEqual([
      'The tenant’s shared secret: what `bbb-conf --secret` prints on the BBB server',
    ])
  })
})

describe('a page with the meeting in a frame', () => {
  let world: World
  beforeEach(() => mend(world))
  beforeAll(async () => {
    world = await startWorld('frame', '127.0.0.1')
  })
  afterAll(() => world.close())

  const framed = async (page: Page) => {
    await press(page, 'Agree and start')
    await page.frameLocator('bbb-room iframe').getByText('moderator').first().waitFor()
  }

  it('is in order: nothing is found, and the class is in the frame', async () => {
    const page = await open(world, browser, 'ready')
    const findings = await page.evaluate(() => document.querySelector('bbb-room')!.diagnose())
    expect(findings.filter(({ status }) => status !== 'ok')).toEqual([])
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['PERMISSIONS_POLICY', 'BBB_FRAMING', 'BBB_COOKIE']),
    )
    await framed(page)
  })

  it('asks the person before the page around the class is left, and not once they are out', async () => {
    const page = await open(world, browser, 'ready')
    const asked: string[] = []
    page.on('dialog', (dialog) => {
      asked.push(dialog.type())
      void dialog.dismiss()
    })
    await framed(page)
    await page.close({ runBeforeUnload: true })
    await expect.poll(() => asked).toEqual(['beforeunload'])
    expect(page.isClosed()).toBe(false)
    await inState(page, 'joined').waitFor()
    await page.evaluate(() => document.querySelector('bbb-room')!.leave())
    await inState(page, 'left').or(inState(page, 'ready')).waitFor()
    const closed = page.waitForEvent('close')
    await page.close({ runBeforeUnload: true })
    await closed
    expect(asked).toHaveLength(1)
  })

  it.each(['BFF', 'BBB'])('18: frame-src lacks the %s, and the next join opens a tab', async (missing) => {
    const { bff, demo } = world
    const left = missing === 'BFF' ? demo.bbb.url : bff
    world.host.headers = { 'content-security-policy': world.policy({ 'frame-src': left }) }
    const page = await open(world, browser, 'ready')
    await press(page, 'Agree and start')
    await inState(page, 'error').waitFor()
    const fix = `Content-Security-Policy: frame-src ${bff} ${demo.bbb.url}`
    expect(await told(page)).toEqual([['PAGE_POLICY', byOwner(fix)]])
    expect(await fixesOf(page, 'CSP_VIOLATION')).toEqual([fix])
    await press(page, 'Try again')
    await inState(page, 'ready').waitFor()
    const tab = browser.context.waitForEvent('page')
    await press(page, 'Agree and start')
    await (await tab).waitForURL(`${demo.bbb.url}/html5client/**`)
  })

  it('19: the page’s Permissions-Policy keeps the devices', async () => {
    world.host.headers['permissions-policy'] = 'camera=(), microphone=(self)'
    const page = await open(world, browser, 'ready')
    expect(await fixesOf(page, 'PERMISSIONS_POLICY')).toEqual([
      `Permissions-Policy: camera=(self "${world.demo.bbb.url}")`,
    ])
  })

  it('20: the page stands in a frame without allow', async () => {
    const outer = await startHostPage('localhost')
    try {
      outer.markup = `<iframe src="${world.host.url}"></iframe>`
      const page = await browser.context.newPage()
      await page.goto(outer.url)
      const inner = await (await page.waitForSelector('iframe')).contentFrame()
      await inner!.locator('bbb-room:state(ready)').waitFor()
      const origins = `${world.host.url} ${world.demo.bbb.url}`
      const features = ['camera', 'microphone', 'display-capture', 'fullscreen', 'autoplay']
      expect(await fixesOf(inner!, 'FRAME_ALLOW')).toEqual([
        `allow="${features.map((feature) => `${feature} ${origins}`).join('; ')}"`,
      ])
    } finally {
      await outer.close()
    }
  })

  const reasons: [key: string, state: string, reason: string | undefined, title: string, fix: string][] = [
    ['maxParticipantsReached', 'denied', undefined, 'The room is full', 'As soon as somebody leaves, you can join.'],
    ['guestDeniedAccess', 'denied', undefined, 'You were not let in', 'Sign in to the site with your account, or'],
    ['userEjected', 'left', 'kicked', 'A moderator has removed you', 'If that was a mistake, ask them'],
    ['meetingForciblyEnded', 'left', 'ended', 'Algebra has ended', 'Algebra has ended'],
    ['somethingNew', 'left', 'failed', 'The room did not open', 'Try once more. If it fails again, open it in a tab.'],
  ]
  it.each(reasons)('21: BBB sends the person back with %s', async (key, state, reason, title, fix) => {
    const page = await open(world, browser, 'ready')
    await page.evaluate(() => {
      document.addEventListener('bbb-room-left', (event) => {
        document.documentElement.dataset['left'] = (event as CustomEvent<{ reason: string }>).detail.reason
      })
    })
    const errors = encodeURIComponent(JSON.stringify([{ key, message: '-' }]))
    const { tenantUrl } = world.demo
    const room = world.host.attributes['room'] ?? ''
    world.demo.bbb.faults.next('join', {
      kind: 'redirect',
      location: `${tenantUrl}/v1/return?room=${room}&origin=${encodeURIComponent(world.host.url)}&errors=${errors}`,
    })
    await press(page, 'Agree and start')
    await inState(page, state).waitFor()
    for (const text of [title, fix]) await page.locator('bbb-room').getByText(text).first().waitFor()
    expect(await page.evaluate(() => document.documentElement.dataset['left'])).toBe(reason)
    await page.locator('bbb-room button').first().waitFor()
  })
})

describe.each<[string, CookieControlsMode]>([
  ['let through', 0],
  ['blocked', 1],
])('a frame of another site, third-party cookies %s', (_world, mode) => {
  let world: World
  let own: PersonsBrowser
  beforeEach(async () => {
    // Each its own: what the BFF has found out of BBB it keeps for a while.
    ;[world, own] = await Promise.all([startWorld('frame', 'localhost'), startBrowser(mode)])
    await mend(world)
  })
  afterEach(async () => {
    await own.close()
    await world.close()
  })

  async function joinSilently(): Promise<Page> {
    const page = await own.context.newPage()
    await page.clock.install()
    await page.addInitScript(keepErrors)
    await page.goto(world.host.url)
    await inState(page, 'ready').waitFor()
    await press(page, 'Agree and start')
    await inState(page, 'joined').waitFor()
    await page.waitForTimeout(1500)
    await page.clock.runFor(16_000)
    return page
  }

  it('22: BBB’s cookie is not for frames of other sites', async () => {
    const page = await joinSilently()
    await expect.poll(() => told(page)).toEqual([['FRAME_SILENT', 'Open in a tab']])
    await page.locator('bbb-room').getByText('Nothing to see here?').first().waitFor()
    expect(await fixesOf(page, 'BBB_COOKIE')).toEqual([
      'proxy_cookie_path / "/; SameSite=None; Secure; Partitioned"; in BBB’s nginx, or display="tab"',
    ])
    expect(await fixesOf(page, 'FRAME_SILENT')).toEqual([
      'display="tab", or allow third-party cookies for BBB in this browser',
    ])
    const tab = own.context.waitForEvent('page')
    await press(page, 'Open in a tab')
    await (await tab).waitForURL(`${world.demo.bbb.url}/html5client/**`)
    await (await tab).close()
  })

  it('EMBED-8: with the cookie as the fix says, the class is in the frame', async () => {
    world.demo.bbb.configure({ cookieAttributes: 'SameSite=None; Secure; Partitioned' })
    const page = await open(world, own, 'ready')
    expect(await page.evaluate(() => document.querySelector('bbb-room')!.diagnose())).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'BBB_COOKIE', status: 'ok' })]),
    )
    await press(page, 'Agree and start')
    await page.frameLocator('bbb-room iframe').getByText('moderator').first().waitFor()
    expect(await told(page)).toEqual([])
  })

  it('23: BBB lets nobody frame it', async () => {
    world.demo.bbb.configure({ framing: 'deny' })
    world.demo.bbb.configure({ cookieAttributes: 'SameSite=None; Secure; Partitioned' })
    const page = await joinSilently()
    await expect.poll(() => told(page)).toEqual([['FRAME_SILENT', 'Open in a tab']])
    expect(await fixesOf(page, 'BBB_FRAMING')).toEqual([
      `Content-Security-Policy: frame-ancestors 'self' ${world.host.url}`,
    ])
  })
})
