import { mkdir } from 'node:fs/promises'
import { startDemo, type Demo } from '@bbb-room/demo'
import { decodeJwt } from 'jose'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inState, press, startBrowser, type CookieControlsMode, type PersonsBrowser } from './browser.ts'
import { hasThirdPartyCookies } from './third-party-cookies.ts'
import { readWhatPageHolds, spyOnPage } from './host-page-spy.ts'

const cookieWorlds: [name: string, mode: CookieControlsMode][] = [
  ['let through', 0],
  ['blocked', 1],
]

/** All ways in which a text could hide in bytes. */
const formsOf = (text: string) => [text, encodeURIComponent(text), Buffer.from(text).toString('base64').slice(0, -4)]

describe.each(cookieWorlds)('a class, as npm start runs it, third-party cookies %s', (world, mode) => {
  const pictures = new URL(`../reports/pictures/${world.replace(' ', '-')}/`, import.meta.url).pathname
  let demo: Demo
  let teacher: PersonsBrowser
  let pupil: PersonsBrowser
  let teacherPage: Page
  let pupilPage: Page
  const tokens: string[] = []
  const cookiesSetByBff: string[] = []
  const consoleTexts: string[] = []

  beforeAll(async () => {
    await mkdir(pictures, { recursive: true })
    demo = await startDemo({ port: 0, bbb: { recordingDelayMs: { processing: 1500, published: 3000 } } })
    ;[teacher, pupil] = await Promise.all([startBrowser(mode), startBrowser(mode)])
    for (const { context } of [teacher, pupil]) {
      await context.addInitScript(spyOnPage)
      context.on('console', (message) => consoleTexts.push(message.text()))
      context.on('response', (response) => {
        if (response.url().startsWith(demo.tenantUrl)) {
          void response.headerValue('set-cookie').then((cookie) => cookie !== null && cookiesSetByBff.push(cookie))
        }
        if (!response.url().endsWith('/meeting-token')) return
        void response.json().then(({ access_token }: { access_token: string }) => tokens.push(access_token))
      })
    }
    pupilPage = await pupil.context.newPage()
    teacherPage = await teacher.context.newPage()
  })
  afterAll(async () => {
    await Promise.all([teacher.close(), pupil.close()])
    await demo.close()
  })

  const joinCalls = () => demo.bbb.journal.of('join')
  const picture = (page: Page, name: string) => page.screenshot({ path: `${pictures}${name}.png` })

  it('EMBED-8: is in that cookie world', async () => {
    expect(await hasThirdPartyCookies(pupil.context)).toBe(mode === 0)
  })

  it('lets a pupil wait until the teacher is there', async () => {
    await pupilPage.goto(`${demo.url}/?as=pupil&name=Canary+Pupil`)
    await inState(pupilPage, 'waiting').waitFor()
    await picture(pupilPage, '1-pupil-waits')
    expect(joinCalls()).toHaveLength(0)
  })

  it('REC-7: opens the class for the teacher, who was told of the recording, in a tab of its own, as moderator', async () => {
    await teacherPage.goto(`${demo.url}/?as=teacher&name=Canary+Teacher`)
    await inState(teacherPage, 'ready').waitFor()
    await picture(teacherPage, '2-teacher-ready')
    await teacherPage.locator('bbb-room').getByText('This room may be recorded').first().waitFor()
    expect(joinCalls()).toHaveLength(0)
    const tab = teacher.context.waitForEvent('page')
    await press(teacherPage, 'Agree and start')
    const meeting = await tab
    await meeting.getByText('moderator', { exact: false }).first().waitFor()
    await picture(meeting, '3-teacher-in-class')
    await inState(teacherPage, 'joined').waitFor()
    expect(joinCalls().map(({ params }) => params['role'])).toEqual(['MODERATOR'])
    expect(await meeting.evaluate(() => window.opener as unknown)).toBeNull()
  })

  it("wakes the pupil's element within 5 seconds, and lets the pupil in as viewer", async () => {
    await inState(pupilPage, 'ready').waitFor({ timeout: 5000 })
    const tab = pupil.context.waitForEvent('page')
    await press(pupilPage, 'Agree and join')
    const meeting = await tab
    await meeting.getByText('Canary Teacher').first().waitFor()
    await inState(pupilPage, 'joined').waitFor()
    await picture(pupilPage, '4-pupil-joined')
    expect(joinCalls().map(({ params }) => params['role'])).toEqual(['MODERATOR', 'VIEWER'])
    expect(demo.bbb.journal.of('create')).toHaveLength(1)
  })

  it('ends for everybody when the teacher ends it', async () => {
    await press(teacherPage, 'End for everyone')
    await press(teacherPage, 'End for everyone')
    await inState(teacherPage, 'ended').waitFor({ timeout: 10_000 })
    await inState(pupilPage, 'ended').waitFor({ timeout: 10_000 })
    await picture(pupilPage, '5-pupil-ended')
    await picture(teacherPage, '6-teacher-ended')
  })

  it('shows the recording, first processing, then ready, and plays it', async () => {
    const recordings = pupilPage.locator('bbb-recordings')
    await recordings.getByText(/Being prepared|Coming soon/).waitFor({ timeout: 20_000 })
    await picture(pupilPage, '7-recording-processing')
    const play = recordings.getByRole('button', { name: /^Play/ }).first()
    await play.waitFor({ timeout: 30_000 })
    await picture(pupilPage, '8-recording-ready')
    const tab = pupil.context.waitForEvent('page')
    await play.click()
    const player = await tab
    await player.waitForURL(/\/playback\//)
    await picture(player, '9-recording-plays')
  })

  it('REC-3: leads nobody to a foreign host, whatever BBB says of the recording by then', async () => {
    const [recording] = demo.bbb.recordings.all()
    const formats = recording!.formats
    recording!.formats = formats.map((format) => ({ ...format, url: 'http://evil.example/playback' }))
    const tab = pupil.context.waitForEvent('page')
    await pupilPage.locator('bbb-recordings').getByRole('button', { name: /^Play/ }).first().click()
    await (await tab).getByRole('heading', { name: 'You can’t enter now' }).waitFor()
    expect(pupil.addresses.filter((address) => address.includes('evil.example'))).toEqual([])
    recording!.formats = formats
  })

  it('TICKET-6: shows the page no join address, no checksum and no secret', async () => {
    for (const page of [teacherPage, pupilPage]) {
      const { seen, held } = await page.evaluate(readWhatPageHolds)
      expect(seen).toContain('/v1/rooms/')
      for (const text of ['checksum=', '/bigbluebutton/api', 'sessionToken', ...formsOf(demo.sharedSecret)]) {
        expect(seen).not.toContain(text)
        expect(held).not.toContain(text)
      }
    }
  })

  it('EMBED-1, TICKET-5: keeps tokens out of addresses, attributes and storage', async () => {
    expect(tokens.length).toBeGreaterThan(1)
    const addresses = [...teacher.addresses, ...pupil.addresses].join('\n')
    for (const page of [teacherPage, pupilPage]) {
      const { held } = await page.evaluate(readWhatPageHolds)
      for (const token of tokens) expect(held).not.toContain(token)
    }
    for (const token of tokens) expect(addresses).not.toContain(token)
    expect(addresses).not.toMatch(/[?&](ticket|token|access_token)=/)
    for (const token of tokens) expect(consoleTexts.join('\n')).not.toContain(token)
  })

  it('EMBED-8: needs no cookie of the BFF', () => {
    expect(cookiesSetByBff).toEqual([])
  })

  it('EMBED-13: breaks no rule of the page’s strict policy', () => {
    expect(consoleTexts.filter((text) => /Content Security Policy|TrustedHTML|violates/i.test(text))).toEqual([])
  })

  it('LOG-1: writes no name, token, secret or join address into the BFF’s log', () => {
    const output = demo.bff.output()
    expect(output).toContain('"event":"request"')
    const subjects = tokens.map((token) => decodeJwt(token).sub ?? '')
    for (const canary of ['Canary Pupil', 'Canary Teacher', demo.sharedSecret, 'checksum=', ...tokens, ...subjects]) {
      for (const form of formsOf(canary)) expect(output).not.toContain(form)
    }
  })

  it('TICKET-7: sends BBB no referrer', () => {
    for (const { headers } of joinCalls()) expect(headers['referer']).toBeUndefined()
  })
})
