import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as Testing from 'bbb-room/testing'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, type PersonsBrowser } from './browser.ts'
import { startScenePage } from './scene-page.ts'

interface Declaration {
  tagName: string
  slots: { name: string }[]
  cssParts: { name: string }[]
  cssProperties: { name: string }[]
}
interface HostPage {
  testing: typeof Testing
  loadRecordings: () => Promise<void>
}

const path = createRequire(import.meta.url).resolve('bbb-room/custom-elements.json')
const { modules } = JSON.parse(readFileSync(path, 'utf8')) as { modules: { declarations: Declaration[] }[] }
const declarationOf = (tagName: string) => {
  const found = modules.flatMap(({ declarations }) => declarations).find((each) => each.tagName === tagName)
  if (!found) throw new Error(`The manifest has no <${tagName}>`)
  return found
}

/** Where a custom property has to be seen, and by what. */
const seen: Record<string, { value: string; part: string; style: string; computed: string; tag?: string }> = {
  '--bbb-room-accent': {
    value: '#123456',
    part: 'primary',
    style: 'backgroundColor',
    computed: 'rgb(18, 52, 86)',
    tag: 'bbb-room',
  },
  '--bbb-room-on-accent': {
    value: '#fedcba',
    part: 'primary',
    style: 'color',
    computed: 'rgb(254, 220, 186)',
    tag: 'bbb-room',
  },
  '--bbb-room-surface': { value: '#123456', part: 'card', style: 'backgroundColor', computed: 'rgb(18, 52, 86)' },
  '--bbb-room-text': { value: '#123456', part: 'card', style: 'color', computed: 'rgb(18, 52, 86)' },
  '--bbb-room-muted': {
    value: '#123456',
    part: 'text',
    style: 'color',
    computed: 'rgb(18, 52, 86)',
    tag: 'bbb-room',
  },
  '--bbb-room-border': { value: '#123456', part: 'card', style: 'borderTopColor', computed: 'rgb(18, 52, 86)' },
  '--bbb-room-radius': { value: '31px', part: 'card', style: 'borderTopLeftRadius', computed: '31px' },
  '--bbb-room-font': { value: 'fantasy', part: 'heading', style: 'fontFamily', computed: 'fantasy' },
  '--bbb-room-frame-height': { value: '333px', part: 'frame', style: 'height', computed: '333px', tag: 'bbb-room' },
}

describe('a page that gives the elements its own look', () => {
  let host: Awaited<ReturnType<typeof startScenePage>>
  let browser: PersonsBrowser
  let page: Page
  beforeAll(async () => {
    host = await startScenePage()
    browser = await startBrowser(0, { opensTabsWithoutClick: true })
    page = await browser.context.newPage()
    await page.goto(host.url)
    await page.waitForFunction(() => 'testing' in window)
    await page.evaluate(() => (window as unknown as HostPage).loadRecordings())
  })
  afterAll(async () => {
    await browser.close()
    await host.close()
  })

  it('puts its own content into the slot of every state', async () => {
    const shown = await page.evaluate(async () => {
      const { scenes, showScene, afterScene, mockBff } = (window as unknown as HostPage).testing
      const stage = document.querySelector('#stage')!
      const shown: Record<string, boolean> = {}
      for (const scene of scenes) {
        const bff = mockBff()
        const element = await showScene(scene, bff, stage)
        const own = document.createElement('p')
        own.slot = scene.state
        own.textContent = 'own words'
        element.append(own)
        shown[scene.name] = own.assignedSlot !== null && own.offsetHeight > 0
        element.remove()
        bff.restore()
        afterScene()
      }
      const idle = document.createElement('bbb-room')
      idle.loading = 'lazy'
      const own = document.createElement('p')
      own.slot = 'idle'
      own.textContent = 'own words'
      idle.append(own)
      stage.append(idle)
      await idle.updateComplete
      shown['idle'] = own.assignedSlot !== null && own.offsetHeight > 0
      idle.remove()
      return shown
    })
    expect(Object.entries(shown).filter(([, isShown]) => !isShown)).toEqual([])
    const { scenes } = await import('bbb-room/testing')
    const states = new Set([...scenes.map(({ state }) => state as string), 'idle', ''])
    const slots = declarationOf('bbb-room').slots.map(({ name }) => name)
    expect(new Set(slots)).toEqual(states)
  })

  it('styles every part that the manifest names, and finds no other', async () => {
    const parts = await page.evaluate(async () => {
      const { scenes, showScene, recordingScenes, showRecordingScene, afterScene, mockBff } = (
        window as unknown as HostPage
      ).testing
      const stage = document.querySelector('#stage')!
      const parts: Record<string, Set<string>> = { 'bbb-room': new Set(), 'bbb-recordings': new Set() }
      const collect = (element: Element) => {
        for (const each of element.shadowRoot?.querySelectorAll('[part]') ?? []) {
          for (const part of each.part) parts[element.localName]?.add(part)
        }
      }
      for (const scene of scenes) {
        const bff = mockBff()
        const element = await showScene(scene, bff, stage)
        collect(element)
        element.remove()
        bff.restore()
        afterScene()
      }
      for (const scene of recordingScenes) {
        const bff = mockBff()
        const element = await showRecordingScene(scene, bff, stage)
        collect(element)
        element.remove()
        bff.restore()
      }
      return Object.fromEntries(Object.entries(parts).map(([tag, names]) => [tag, [...names].sort()]))
    })
    for (const tag of ['bbb-room', 'bbb-recordings']) {
      const named = declarationOf(tag).cssParts.map(({ name }) => name)
      expect(parts[tag]).toEqual(named.sort())
    }
  })

  it.each(['bbb-room', 'bbb-recordings'])('sets every custom property of <%s> that the manifest names', async (tag) => {
    const names = declarationOf(tag).cssProperties.map(({ name }) => name)
    const wanted = Object.entries(seen).filter(([name]) => names.includes(name))
    expect(wanted.map(([name]) => name).sort()).toEqual([...names].sort())
    const found = await page.evaluate(
      async ([tag, wanted]) => {
        const { scenes, showScene, recordingScenes, showRecordingScene, mockBff } = (window as unknown as HostPage)
          .testing
        const stage = document.querySelector('#stage')!
        const bff = mockBff()
        const found: Record<string, string | undefined> = {}
        const named = (name: string) => (each: { name: string }) => each.name === name
        for (const [name, { value, part, style }] of wanted) {
          const element =
            tag === 'bbb-room'
              ? await showScene(scenes.find(named(part === 'frame' ? 'framed' : 'ready'))!, mockBff(), stage)
              : await showRecordingScene(recordingScenes.find(named('recordings'))!, bff, stage)
          const sheet = new CSSStyleSheet()
          sheet.replaceSync(`${tag} { ${name}: ${value}; transition: none }`)
          document.adoptedStyleSheets = [sheet]
          // Buttons change their colours gently.
          for (const animation of document.getAnimations()) animation.finish()
          const target = element.shadowRoot!.querySelector(`[part~=${part}]`)
          for (const animation of target?.getAnimations() ?? []) animation.finish()
          found[name] = target ? getComputedStyle(target)[style as 'color'] : undefined
          element.remove()
        }
        document.adoptedStyleSheets = []
        bff.restore()
        return found
      },
      [
        tag,
        wanted.map(([name, { tag: only, ...look }]) => [
          name,
          tag === 'bbb-recordings' && only ? { ...look, part: 'card' } : look,
        ]),
      ] as [string, [string, { value: string; part: string; style: string }][]],
    )
    for (const [name, { computed, tag: only }] of wanted) {
      if (!only || only === tag) expect(found[name], name).toBe(computed)
    }
  })
})
