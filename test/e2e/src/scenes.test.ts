import axe from 'axe-core'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, type PersonsBrowser } from './browser.ts'
import { sceneNames, startScenePage } from './scene-page.ts'

const scenes = await sceneNames()

describe('every scene', () => {
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

  async function show(scene: string, lang = 'en'): Promise<{ page: Page; violations: string[] }> {
    const page = await browser.context.newPage()
    const violations: string[] = []
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
    return { page, violations }
  }

  const close = async () => {
    for (const page of browser.context.pages().slice(1)) await page.close()
  }

  async function axeFindings(page: Page): Promise<string[]> {
    const { violations } = await page.evaluate((): Promise<AxeResults> =>
      (window as unknown as { axe: typeof axe }).axe.run('#stage'),
    )
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  }

  it.each(scenes)(
    '$name: axe finds nothing, in light, dark, forced colours, 320 px, and right to left',
    async ({ name }) => {
      const found: Record<string, string[]> = {}
      for (const lang of ['en', 'ar']) {
        const { page } = await show(name, lang)
        await page.evaluate(axe.source)
        const look = async (mode: string) => {
          const findings = await axeFindings(page)
          if (findings.length > 0) found[`${lang} ${mode}`] = findings
        }
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
          await look(colorScheme)
        }
        if (lang === 'en') {
          await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' })
          await look('forced colours')
          await page.emulateMedia({ forcedColors: 'none' })
          await page.setViewportSize({ width: 320, height: 640 })
          await look('320 px')
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          if (overflow > 0) found['320 px'] = [`scrolls ${overflow} px sideways`]
        }
        await close()
      }
      expect(found).toEqual({})
    },
  )

  it.each(scenes)('EMBED-13: $name: breaks no rule of a strict policy, and asks nobody else', async ({ name }) => {
    const before = browser.addresses.length
    const { page, violations } = await show(name)
    await page.waitForTimeout(100)
    expect(violations).toEqual([])
    const asked = browser.addresses.slice(before).filter((address) => /^https?:/.test(address))
    expect(asked.length).toBeGreaterThan(2)
    expect(asked.filter((address) => !address.startsWith(`${host.url}/`))).toEqual([])
    await close()
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
    await close()
  })

  it.each(scenes)(
    '$name: the keyboard reaches everything that a mouse does, and shows where it is',
    async ({ name }) => {
      const { page } = await show(name)
      const reachable = await page.evaluate(() => {
        const all = (root: ParentNode): HTMLElement[] =>
          [...root.querySelectorAll<HTMLElement>('*')].flatMap((each) => [
            each,
            ...(each.shadowRoot ? all(each.shadowRoot) : []),
          ])
        return all(document.querySelector('#stage')!).filter(
          (each) =>
            each.matches('button:not(:disabled), a[href], input, select, summary, iframe') &&
            each.checkVisibility({ visibilityProperty: true }),
        ).length
      })
      const visited = new Set<string>()
      const withoutRing: string[] = []
      for (let step = 0; step < reachable + 3; step++) {
        await page.keyboard.press('Tab')
        const focus = await page.evaluate(() => {
          let active = document.activeElement
          const path: string[] = []
          while (active?.shadowRoot?.activeElement) {
            path.push(active.localName)
            active = active.shadowRoot.activeElement
          }
          if (!active || active === document.body) return undefined
          const { outlineStyle, boxShadow } = getComputedStyle(active)
          const siblings = [...(active.getRootNode() as ParentNode).querySelectorAll(active.localName)]
          return {
            id: `${path.join(' ')} ${active.localName} ${siblings.indexOf(active)} ${active.textContent.trim()}`,
            hasRing: outlineStyle !== 'none' || boxShadow !== 'none' || active.localName === 'iframe',
          }
        })
        if (!focus) continue
        visited.add(focus.id)
        if (!focus.hasRing) withoutRing.push(focus.id)
      }
      expect([...visited], `of ${reachable}`).toHaveLength(reachable)
      expect(withoutRing).toEqual([])
      await close()
    },
  )

  it.each(scenes.filter(({ state }) => state !== undefined))(
    '$name: speaks its status and heading',
    async ({ name, state }) => {
      const { page } = await show(name)
      const card = page.locator('bbb-room > section, bbb-room section').first()
      const spoken = (await page.locator('bbb-room section > p.hush[role=status]').first().textContent()) ?? ''
      const heading = await card
        .locator('h2')
        .first()
        .textContent({ timeout: 1000 })
        .catch(() => null)
      expect(await page.locator(`bbb-room:state(${state ?? ''})`).count()).toBe(1)
      expect(spoken.trim()).not.toBe('')
      if (heading) expect(spoken).toContain(heading.trim())
      await close()
    },
  )
})
