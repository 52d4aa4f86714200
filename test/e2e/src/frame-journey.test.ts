import { startDemo, type Demo } from '@bbb-room/demo'
import type { Finding } from 'bbb-room'
import type { Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inState, press, startBrowser, type CookieControlsMode, type PersonsBrowser } from './browser.ts'
import { carefulPolicy, startHostPage, type HostPage } from './host-page.ts'
import { hasThirdPartyCookies } from './third-party-cookies.ts'

/** How browsers and BBB treat BBB's session cookie, and where people then are. */
interface CookieWorld {
  name: string
  mode: CookieControlsMode
  /** What BBB's web server adds to it. */
  cookieAttributes: string
  place: 'frame' | 'tab'
}

const worlds: CookieWorld[] = [
  {
    name: 'let through',
    mode: 0,
    cookieAttributes: 'SameSite=None; Secure',
    place: 'frame',
  },
  {
    name: 'blocked, and BBB’s partitioned',
    mode: 1,
    cookieAttributes: 'SameSite=None; Secure; Partitioned',
    place: 'frame',
  },
  {
    name: 'blocked, and BBB’s not partitioned',
    mode: 1,
    cookieAttributes: 'SameSite=None; Secure',
    place: 'tab',
  },
]

/** A person with a browser and a page of their own, on another site than BFF and BBB. */
interface Person {
  host: HostPage
  browser: PersonsBrowser
  page: Page
  /** Where the meeting is for them now. */
  meeting: Frame | Page
  /** Everything that the page has asked so far. */
  origins: Set<string>
  /** What was found wrong while their frame was empty: fixes by code. */
  fixes: Record<string, string | undefined>
  /** Codes and fixes of `bbb-room-error`, reasons of `bbb-room-left`, and breaches of the page's policy. */
  told: () => Promise<{ errors: { code: string; fix: string }[]; reasons: string[]; violations: string[] }>
}

describe.each(worlds)(
  'EMBED-8: a class in a frame, third-party cookies $name',
  ({ mode, cookieAttributes, place: expectedPlace }) => {
    let demo: Demo
    let teacher: Person
    let pupil: Person

    /** Where a join leads is the page's own wish: the teacher's leaves it to the element, the pupil's insists. */
    async function arrive(host: HostPage, role: 'teacher' | 'pupil', display: 'auto' | 'frame'): Promise<Person> {
      const browser = await startBrowser(mode)
      const bff = new URL(demo.tenantUrl).origin
      const { room } = demo
      host.headers = {
        'content-security-policy': carefulPolicy({ bff, bbb: demo.bbb.url, isFramed: true }),
        'referrer-policy': 'strict-origin',
      }
      host.script = `${bff}/element/bbb-room.js`
      host.attributes = { endpoint: demo.tenantUrl, room, display }
      host.token = async () => ({
        body: {
          access_token: await demo.tokens.sign(
            { id: role, role, name: role === 'teacher' ? 'Ada' : 'Emmy' },
            { room, audience: demo.tenantUrl, origin: host.url },
          ),
        },
      })
      const page = await browser.context.newPage()
      const origins = new Set<string>()
      page.on('request', (request) => /^https?:/.test(request.url()) && origins.add(new URL(request.url()).origin))
      await page.clock.install()
      await page.addInitScript(() => {
        const told = { errors: [] as unknown[], reasons: [] as string[], violations: [] as string[] }
        Object.assign(window, { told })
        document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
          told.violations.push(`${violatedDirective} ${blockedURI}`)
        })
        document.addEventListener('bbb-room-error', (event) => told.errors.push((event as CustomEvent).detail))
        document.addEventListener('bbb-room-left', (event) => {
          told.reasons.push((event as CustomEvent<{ reason: string }>).detail.reason)
        })
      })
      await page.goto(host.url)
      const told: Person['told'] = () =>
        page.evaluate(() => (window as unknown as { told: Awaited<ReturnType<Person['told']>> }).told)
      return { host, browser, page, meeting: page, origins, fixes: {}, told }
    }

    const close = async ({ browser, host }: Person) => {
      await browser.close()
      await host.close()
    }

    beforeAll(async () => {
      const hosts = [await startHostPage('localhost'), await startHostPage('localhost')] as const
      demo = await startDemo({
        port: 0,
        display: 'frame',
        pageOrigins: hosts.map(({ url }) => url),
        bbb: { cookieAttributes, recordingDelayMs: { processing: 500, published: 500 } },
      })
      teacher = await arrive(hosts[0], 'teacher', 'auto')
      pupil = await arrive(hosts[1], 'pupil', 'frame')
    })
    afterAll(async () => {
      await Promise.all([close(teacher), close(pupil)])
      await demo.close()
    })

    const element = ({ page }: Person) => page.locator('bbb-room')
    const frameIn = ({ page }: Person) => page.locator('bbb-room iframe')
    const insideOf = ({ meeting }: Person) => meeting.getByText('You are in the room as').first()

    /** Presses the button; where the frame stays empty, goes on in a tab as the element then offers. */
    async function enter(person: Person, label: string): Promise<'frame' | 'tab'> {
      const { page } = person
      await press(page, label)
      await inState(page, 'joined').waitFor()
      const frame = await (await page.waitForSelector('bbb-room iframe')).contentFrame()
      if (!frame) throw new Error('a frame without a document')
      person.meeting = frame
      if (expectedPlace === 'frame') {
        await insideOf(person).waitFor()
        return 'frame'
      }
      await person.meeting.getByText('401').first().waitFor()
      // The element's patience, without the wait.
      await page.clock.runFor(16_000)
      await element(person).getByText('Nothing to see here?').first().waitFor()
      person.fixes = await findFixes(page)
      return openTab(person, 'Open in a tab')
    }

    async function openTab(person: Person, label: string): Promise<'tab'> {
      const opened = person.browser.context.waitForEvent('page')
      await press(person.page, label)
      person.meeting = await opened
      await insideOf(person).waitFor()
      await inState(person.page, 'joined').waitFor()
      expect(await frameIn(person).count()).toBe(0)
      return 'tab'
    }

    /** Leaves by BBB's own button. A tab was severed from the page: there the person says it here, too. */
    async function leaveByBbb(person: Person): Promise<void> {
      await person.meeting.getByRole('button', { name: 'Leave', exact: true }).click()
      if (expectedPlace === 'tab') {
        await person.meeting.getByText('You have left the meeting').waitFor()
        await (person.meeting as Page).close()
        await press(person.page, 'I have left')
      }
      await inState(person.page, 'left').waitFor()
      await element(person).getByText('You have left').first().waitFor()
      expect(await frameIn(person).count()).toBe(0)
    }

    const findFixes = async (page: Page) => {
      const findings = await page.evaluate((): Promise<readonly Finding[]> =>
        document.querySelector('bbb-room')!.diagnose(),
      )
      return Object.fromEntries(findings.filter(({ status }) => status !== 'ok').map(({ code, fix }) => [code, fix]))
    }

    it('is in that cookie world, and on another site than BBB', async () => {
      expect(await hasThirdPartyCookies(teacher.browser.context)).toBe(mode === 0)
      expect(new URL(teacher.host.url).hostname).not.toBe(new URL(demo.bbb.url).hostname)
    })

    it('opens for the teacher as moderator, where that world lets BBB work', async () => {
      await inState(pupil.page, 'waiting').waitFor()
      await inState(teacher.page, 'ready').waitFor()
      const bff = new URL(demo.tenantUrl).origin
      for (const { host, origins } of [teacher, pupil]) expect([...origins].sort()).toEqual([bff, host.url].sort())
      expect(await enter(teacher, 'Agree and start')).toBe(expectedPlace)
      await teacher.meeting.getByText('moderator', { exact: false }).first().waitFor()
    })

    it('lets the pupil, who was woken, in beside the teacher', async () => {
      await inState(pupil.page, 'ready').waitFor()
      expect(await enter(pupil, 'Agree and join')).toBe(expectedPlace)
      await pupil.meeting.getByText('Ada').first().waitFor()
      const joins = demo.bbb.journal.of('join').map(({ params }) => `${params['fullName']} ${params['role']}`)
      expect(joins).toEqual(expect.arrayContaining(['Ada MODERATOR', 'Emmy VIEWER']))
      expect(joins).not.toContain('Emmy MODERATOR')
    })

    it('says what is wrong, and what to add, where BBB cannot work in the frame, and nothing where it can', async () => {
      const errors = [...(await teacher.told()).errors, ...(await pupil.told()).errors]
      if (expectedPlace === 'frame') {
        expect(errors).toEqual([])
        expect(Object.keys(await findFixes(teacher.page))).toEqual(mode === 0 ? ['BBB_COOKIE_BLOCKED'] : [])
        return
      }
      const silence = expect.objectContaining({ code: 'FRAME_SILENT', fix: 'Open in a tab' }) as unknown
      expect(errors).toEqual([silence, silence])
      const silentFix = 'display="tab", or allow third-party cookies for BBB in this browser'
      expect(teacher.fixes).toEqual({
        BBB_COOKIE_BLOCKED:
          'proxy_cookie_path / "/; SameSite=None; Secure; Partitioned"; in BBB’s nginx, or display="tab"',
        FRAME_SILENT: silentFix,
      })
      expect(pupil.fixes).toMatchObject({ FRAME_SILENT: silentFix })
    })

    it('brings the pupil back who leaves by BBB’s button, and lets them in again', async () => {
      await leaveByBbb(pupil)
      expect((await pupil.told()).reasons).toEqual(['left'])
      // A page that insists on the frame gets one, however often it stays empty.
      expect(await enter(pupil, 'Join again')).toBe(expectedPlace)
    })

    it('tries no second frame where the first stayed empty and the choice is the element’s', async () => {
      await leaveByBbb(teacher)
      if (expectedPlace === 'tab') await openTab(teacher, 'Join again')
      else await enter(teacher, 'Join again')
      const joins = demo.bbb.journal.of('join').map(({ params }) => params)
      const meetings = joins.filter(({ fullName }) => fullName === 'Ada').map(({ meetingID }) => meetingID)
      expect(new Set(meetings).size).toBe(1)
    })

    it.runIf(expectedPlace === 'frame')('tells who was removed by a moderator that they were', async () => {
      const errors = encodeURIComponent(JSON.stringify([{ key: 'userEjected', message: '-' }]))
      const origin = encodeURIComponent(pupil.host.url)
      const back = `${demo.tenantUrl}/v1/return?room=${demo.room}&origin=${origin}&errors=${errors}`
      await (pupil.meeting as Frame).evaluate((back) => location.replace(back), back)
      await inState(pupil.page, 'left').waitFor()
      await element(pupil).getByText('A moderator has removed you').first().waitFor()
      expect((await pupil.told()).reasons).toEqual(['left', 'kicked'])
      await enter(pupil, 'Join again')
    })

    it('ends for both when the teacher ends it, and shows the recording when it is there', async () => {
      await press(teacher.page, 'End for everyone')
      await press(teacher.page, 'End for everyone')
      for (const person of [teacher, pupil]) {
        await inState(person.page, 'ended').waitFor()
        expect(await frameIn(person).count()).toBe(0)
      }
      expect([...(await teacher.told()).violations, ...(await pupil.told()).violations]).toEqual([])
      const play = pupil.page.locator('bbb-room bbb-recordings').getByRole('button', { name: /^Play/ }).first()
      await play.waitFor()
      const opened = pupil.browser.context.waitForEvent('page')
      await play.click()
      await (await opened).waitForURL(/\/playback\//)
    })
  },
)
