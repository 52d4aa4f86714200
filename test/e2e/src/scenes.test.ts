import axe from 'axe-core'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, type PersonsBrowser } from './browser.ts'
import { deeds, keyboardJourney, perform, type Journey } from './keyboard-journey.ts'
import { everyState, sceneNames, startScenePage } from './scene-page.ts'

const scenes = await sceneNames()
const beyondIdle = everyState.filter((state) => state !== 'idle')
/** What comes to a view that was spoken already. */
const spokenLater: Readonly<Record<string, string>> = {
  'loading-long': 'It takes longer than usual.',
  'notify-set': 'You will be notified.',
  unchanged: 'Nothing has changed yet.',
}
/** What another colour scheme can change; names, roles and places were looked at in the first one. */
const ofColours = ['color-contrast', 'link-in-text-block']
/** So many scenes are looked at at the same time. */
const atOnce = 3

/** All that is found out about one scene, in one visit for each direction of writing. */
interface Examination {
  /** Findings of axe, by language and mode. */
  findings: Record<string, string[]>
  /** Breaches of the page's policy, and uncaught errors. */
  violations: string[]
  /** Every address that its pages asked for. */
  addresses: string[]
  keyboard: Journey
  /** What did not come of the press of its button. */
  undone: string[]
  spoken: string
  heading: string | undefined
  hasState: boolean
}

describe('every scene', () => {
  let host: Awaited<ReturnType<typeof startScenePage>>
  let browser: PersonsBrowser
  const examinations = new Map<string, Promise<Examination>>()
  let isOver = false

  beforeAll(async () => {
    host = await startScenePage()
    browser = await startBrowser(0, { opensTabsWithoutClick: true })
    const waiting = scenes.map((scene) => {
      let begin = (): void => undefined
      const turn = new Promise<void>((resolve) => (begin = resolve))
      const examination = turn.then(() => examine(scene))
      // It fails where it is awaited.
      examination.catch(() => undefined)
      examinations.set(scene.name, examination)
      return { begin, examination }
    })
    const work = async () => {
      for (let next = waiting.shift(); next && !isOver; next = waiting.shift()) {
        next.begin()
        await next.examination.catch(() => undefined)
      }
    }
    for (let worker = 0; worker < atOnce; worker++) void work()
  })
  afterAll(async () => {
    isOver = true
    await browser.close()
    await host.close()
  })

  const examinationOf = async (name: string): Promise<Examination> => {
    const examination = examinations.get(name)
    if (!examination) throw new Error(`nobody looks at ${name}`)
    return examination
  }

  async function show(scene: string, lang = 'en'): Promise<{ page: Page; violations: string[]; addresses: string[] }> {
    const page = await browser.context.newPage()
    const violations: string[] = []
    const addresses: string[] = []
    page.on('request', (request) => addresses.push(request.url()))
    await page.exposeFunction('noteViolation', (violation: string) => violations.push(violation))
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        ;(window as unknown as { noteViolation: (text: string) => void }).noteViolation(
          `${violatedDirective} ${blockedURI}`,
        )
      })
    })
    page.on('pageerror', (error) => violations.push(error.message))
    await page.goto(`${host.url}/?scene=${scene}&lang=${lang}`)
    await page.waitForFunction((name) => document.documentElement.dataset['shown'] === name, scene)
    await page.locator('bbb-room section, bbb-recordings section').first().waitFor()
    return { page, violations, addresses }
  }

  async function examine({ name, state }: { name: string; state?: string }): Promise<Examination> {
    const findings: Record<string, string[]> = {}
    const [english, arabic] = [await show(name), await show(name, 'ar')]
    const look = async (
      page: Page,
      mode: string,
      media: Parameters<Page['emulateMedia']>[0],
      rules?: readonly string[],
    ) => {
      await page.emulateMedia({ reducedMotion: 'reduce', ...media })
      const moving = await page.evaluate(
        () => document.querySelector('#stage > *')?.shadowRoot?.getAnimations().length ?? 0,
      )
      const found = [...(await axeFindings(page, rules)), ...(moving > 0 ? [`${moving} parts move`] : [])]
      if (found.length > 0) findings[mode] = found
    }
    try {
      const { page } = english
      await page.setViewportSize({ width: 480, height: 900 })
      const keyboard = await keyboardJourney(page)
      await page.setViewportSize({ width: 1200, height: 900 })
      const { spoken, heading } = await page.evaluate(() => {
        const text = (selector: string) =>
          document.querySelector('#stage > *')?.shadowRoot?.querySelector(selector)?.textContent.trim()
        return { spoken: text('section > p.hush[role=status]') ?? '', heading: text('h2') }
      })
      const hasState = state !== undefined && (await page.locator(`bbb-room:state(${state})`).count()) === 1
      for (const [lang, shown] of Object.entries({ en: page, ar: arabic.page })) {
        await shown.evaluate(axe.source)
        await look(shown, `${lang} light`, { colorScheme: 'light' })
        await look(shown, `${lang} dark`, { colorScheme: 'dark' }, ofColours)
      }
      await look(page, 'en forced colours', { colorScheme: 'light', forcedColors: 'active' }, ofColours)
      for (const [lang, shown] of Object.entries({ en: page, ar: arabic.page })) {
        await shown.setViewportSize({ width: 320, height: 640 })
        await look(shown, `${lang} 320 px`, { forcedColors: 'none' })
        const overflow = await shown.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        if (overflow > 0) findings[`${lang} 320 px`] = [`scrolls ${overflow} px sideways`]
      }
      await page.setViewportSize({ width: 1200, height: 900 })
      const deed = deeds[name]
      const undone = deed ? await perform(page, deed) : []
      return {
        findings,
        undone,
        violations: [...english.violations, ...arabic.violations],
        addresses: [...english.addresses, ...arabic.addresses].filter((address) => /^https?:/.test(address)),
        keyboard,
        spoken,
        heading,
        hasState,
      }
    } finally {
      await english.page.close()
      await arabic.page.close()
    }
  }

  async function axeFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
    const { violations } = await page.evaluate(
      (rules): Promise<AxeResults> =>
        (window as unknown as { axe: typeof axe }).axe.run('#stage', {
          iframes: false,
          resultTypes: ['violations'],
          // Of 2.5.3, and off by itself.
          rules: { 'label-content-name-mismatch': { enabled: !rules } },
          ...(rules && { runOnly: [...rules] }),
        }),
      rules,
    )
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  }

  it.each(scenes)(
    '$name: axe finds nothing, in light, dark, forced colours, 320 px, and right to left',
    async ({ name }) => {
      expect((await examinationOf(name)).findings).toEqual({})
    },
  )

  it.each(scenes)('EMBED-13: $name: breaks no rule of a strict policy, and asks nobody else', async ({ name }) => {
    const { violations, addresses } = await examinationOf(name)
    expect(violations).toEqual([])
    expect(addresses.length).toBeGreaterThan(2)
    expect(addresses.filter((address) => !address.startsWith(`${host.url}/`))).toEqual([])
  })

  it.each(scenes)(
    '$name: the keyboard reaches and presses everything that a mouse does, as the eye does, and shows where it is',
    async ({ name }) => {
      const { keyboard } = await examinationOf(name)
      const { reachable, visited, ...wrong } = keyboard
      expect(visited, `of ${reachable}`).toHaveLength(reachable)
      expect(wrong).toEqual({ withoutRing: [], outOfOrder: [], dead: [] })
    },
  )

  it.each(scenes.filter(({ name }) => name in deeds))(
    '$name: its button does by the keyboard alone what it says',
    async ({ name }) => {
      expect((await examinationOf(name)).undone).toEqual([])
    },
  )

  it('every scene of a room in which something can be pressed has its deed', () => {
    const without = scenes.filter(({ name, state }) => state !== undefined && !(name in deeds))
    expect(without.map(({ name }) => name)).toEqual(['loading', 'end-sent'])
  })

  it.each(scenes.filter(({ state }) => state !== undefined))(
    '$name: speaks its status and heading',
    async ({ name }) => {
      const { spoken, heading, hasState } = await examinationOf(name)
      expect(hasState).toBe(true)
      expect(spoken).not.toBe('')
      if (name in spokenLater) expect(spoken).toBe(spokenLater[name])
      else if (heading !== undefined) expect(spoken).toContain(heading)
    },
  )

  it('EMBED-13: the scenes are of every state but idle', () => {
    expect(new Set(scenes.flatMap(({ state }) => state ?? []))).toEqual(new Set(beyondIdle))
  })

  it('EMBED-13: idle, far below the view: breaks no rule, and asks neither the BFF nor for a token', async () => {
    const { page, violations, addresses } = await show('ready')
    const asked = await page.evaluate(async () => {
      const element = document.createElement('bbb-room')
      let tokens = 0
      const getAccessToken = () => Promise.resolve(`token-${++tokens}`)
      Object.assign(element, { endpoint: `${location.origin}/t/far`, room: 'far', loading: 'lazy', getAccessToken })
      const far = document.createElement('div')
      for (let line = 0; line < 300; line++) far.append(document.createElement('br'))
      document.body.append(far, element)
      await element.updateComplete
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200)))
      const before = { state: element.state, tokens }
      element.scrollIntoView()
      for (let tries = 0; tries < 300 && tokens === 0; tries++) await new Promise((done) => setTimeout(done, 10))
      return { before, after: tokens }
    })
    expect(asked).toEqual({ before: { state: 'idle', tokens: 0 }, after: 1 })
    expect(violations).toEqual([])
    expect(addresses.filter((address) => /^https?:/.test(address) && !address.startsWith(`${host.url}/`))).toEqual([])
    await page.close()
  })

  it('EMBED-13: no tab that a scene opened asks anybody else either', async () => {
    await Promise.all(examinations.values())
    const asked = browser.addresses.filter((address) => /^https?:/.test(address))
    expect(asked.filter((address) => !address.startsWith(`${host.url}/`))).toEqual([])
  })

  it('EMBED-13: the watch notices what a policy forbids', async () => {
    const { page, violations } = await show('ready')
    await page.evaluate(() => {
      document.body.setAttribute('style', 'color: red')
      try {
        document.body.insertAdjacentHTML('beforeend', '<p>')
      } catch {
        // It is the report that counts.
      }
    })
    await expect.poll(() => violations.join()).toMatch(/style-src-attr|require-trusted-types-for/)
    await page.close()
  })
})
