import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type * as testing from 'bbb-room/testing'
import { startBrowser, type PersonsBrowser } from './browser.ts'
import { everyState, sceneNames, startScenePage } from './scene-page.ts'

declare global {
  interface Window {
    /** Given by the page of the scenes. */
    testing: typeof testing
    loadRecordings: () => Promise<unknown>
    loadCopy: () => Promise<unknown>
    /** Timers that have not run and were not cleared. */
    pending: Set<unknown>
  }
}

const scenes = await sceneNames()
let host: Awaited<ReturnType<typeof startScenePage>>
let browser: PersonsBrowser
beforeAll(async () => {
  host = await startScenePage()
  browser = await startBrowser(0, { opensTabsWithoutClick: true })
})
afterAll(async () => {
  await browser.close()
  await host.close()
})
afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close()
})

/** A page that counts the timers that are pending. */
async function open(): Promise<Page> {
  const page = await browser.context.newPage()
  await page.addInitScript(() => {
    const pending = new Set<unknown>()
    Object.assign(window, { pending })
    const [setLater, setEvery] = [window.setTimeout.bind(window), window.setInterval.bind(window)]
    const [clearLater, clearEvery] = [window.clearTimeout.bind(window), window.clearInterval.bind(window)]
    window.setTimeout = ((run: () => void, ms?: number) => {
      const id = setLater(() => {
        pending.delete(id)
        run()
      }, ms)
      pending.add(id)
      return id
    }) as typeof window.setTimeout
    window.setInterval = ((run: () => void, ms?: number) => {
      const id = setEvery(run, ms)
      pending.add(id)
      return id
    }) as typeof window.setInterval
    window.clearTimeout = (id) => {
      pending.delete(id)
      clearLater(id)
    }
    window.clearInterval = (id) => {
      pending.delete(id)
      clearEvery(id)
    }
  })
  await page.goto(host.url)
  await page.waitForFunction(() => 'testing' in window)
  return page
}

describe('EMBED-12: an element that is taken away', () => {
  it.each(scenes)('asks for nothing more, and leaves no timer: $name', async ({ name }) => {
    const page = await open()
    const left = await page.evaluate(async (name) => {
      const { testing } = window
      await window.loadRecordings()
      const bff = testing.mockBff()
      const stage = document.querySelector('#stage')!
      const room = testing.scenes.find((scene) => scene.name === name)
      const list = testing.recordingScenes.find((scene) => scene.name === name)
      const element = room
        ? await testing.showScene(room, bff, stage)
        : await testing.showRecordingScene(list!, bff, stage)
      element.remove()
      const asked = bff.requests.length
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 400)))
      bff.setRoom({ participant_count: 5 })
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)))
      // A camera that is pretended goes on until its scene is over.
      testing.afterScene()
      return {
        requests: bff.requests.slice(asked).map(({ method, path }) => `${method} ${path}`),
        timers: window.pending.size,
        frames: document.querySelectorAll('iframe').length,
      }
    }, name)
    // Saving a date frees its file a minute later, which is no matter of the element's life.
    expect(left).toEqual({ requests: [], timers: 0, frames: 0 })
  })

  it('is free again after 100 mounts, moves and removals, and tells each event once', async () => {
    const page = await open()
    const session = await browser.context.newCDPSession(page)
    await session.send('Performance.enable')
    const counts = async () => {
      await session.send('HeapProfiler.collectGarbage')
      await session.send('HeapProfiler.collectGarbage')
      const { metrics } = await session.send('Performance.getMetrics')
      const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN
      return {
        listeners: value('JSEventListeners'),
        nodes: value('Nodes'),
        frames: value('Frames'),
        heap: value('JSHeapUsedSize'),
      }
    }
    const mount = (times: number) =>
      page.evaluate(async (times) => {
        const { mockBff } = window.testing
        const bff = mockBff({ display: 'frame', state: 'running' })
        const [stage, other] = [document.querySelector('#stage')!, document.querySelector('main')!]
        const told = new Set<string>()
        const settled = async (element: Element, state: string) => {
          for (let tries = 0; tries < 300 && !element.matches(`:state(${state})`); tries++) {
            await new Promise((resolve) => setTimeout(resolve, 5))
          }
        }
        for (let time = 0; time < times; time++) {
          const element = document.createElement('bbb-room')
          const events: string[] = []
          element.addEventListener('bbb-room-state-change', (event) =>
            events.push((event as CustomEvent<{ state: string }>).detail.state),
          )
          Object.assign(element, { endpoint: bff.endpoint, room: 'algebra-101', getAccessToken: bff.getAccessToken })
          stage.append(element)
          await settled(element, 'ready')
          other.append(element)
          await settled(element, 'ready')
          if (time % 4 === 0) {
            await element.join()
            await settled(element, 'joined')
          }
          element.remove()
          await new Promise((resolve) => setTimeout(resolve, 0))
          told.add(`${time % 4 === 0 ? 'joined: ' : ''}${events.join(' ')}`)
        }
        bff.restore()
        return [...told].sort()
      }, times)

    // So often that the browser has compiled what it will compile.
    await mount(140)
    const before = await counts()
    const told = await mount(100)
    const after = await counts()
    expect(after.listeners).toBeLessThanOrEqual(before.listeners)
    expect(after.frames).toBe(before.frames)
    expect(after.nodes).toBeLessThanOrEqual(before.nodes + 20)
    expect(after.heap / before.heap).toBeLessThan(1.05)
    expect(told).toHaveLength(2)
    for (const events of told) {
      const states = events.replace('joined: ', '').split(' ')
      expect(
        states.every((state, index) => state !== states[index - 1]),
        events,
      ).toBe(true)
    }
  })
})

describe('a walk at random', () => {
  const visited = new Set<string>()

  it.each([1, 2, 3, 4])('finds no dead end, with seed %i', async (seed) => {
    const page = await open()
    const { problems, states } = await page.evaluate(async (seed) => {
      const { mockBff } = window.testing
      let random = seed * 0x9e3779b9
      const below = (limit: number) => {
        random = (Math.imul(random ^ (random >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0
        return ((random ^ (random >>> 13)) >>> 0) % limit
      }
      const pick = <T>(items: readonly T[]): T | undefined => items[below(items.length)]
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
      window.open = () => null
      const stage = document.querySelector('#stage')!
      const bff = mockBff({ display: 'frame' })
      const element = document.createElement('bbb-room')
      Object.assign(element, { endpoint: bff.endpoint, room: 'algebra-101', getAccessToken: bff.getAccessToken })
      const states: string[] = []
      element.addEventListener('bbb-room-state-change', ({ detail }) => states.push(detail.state))
      stage.append(element)

      const move = () => (element.parentElement === stage ? document.querySelector('main')! : stage).append(element)
      const buttons = () =>
        [...element.shadowRoot!.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')].filter(
          // It would leave this page, which is its purpose.
          (button) => button.checkVisibility() && button.innerText !== 'Open here instead',
        )
      const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
      const steps: [string, () => unknown][] = [
        ['opens', () => bff.setRoom({ state: 'open', opens_at: null })],
        ['starts', () => bff.setRoom({ state: 'running', participant_count: 3 })],
        ['waits', () => bff.setRoom({ state: 'waiting' })],
        ['is scheduled', () => bff.setRoom({ state: 'scheduled', opens_at: inHours(5) })],
        ['ends', () => bff.setRoom({ state: 'ended' })],
        [
          'forbids',
          () => bff.setRoom({ can: { join: false, end: false, list_recordings: false, manage_recordings: false } }),
        ],
        [
          'allows',
          () => bff.setRoom({ can: { join: true, end: true, list_recordings: true, manage_recordings: true } }),
        ],
        ['is full', () => bff.setJoinAnswer({ state: 'full', code: 'ROOM_FULL', opens_at: null, retry_after: null })],
        ['has room', () => bff.setJoinAnswer(undefined)],
        ['breaks', () => bff.fail('network')],
        ['refuses', () => bff.fail({ status: 503, code: 'BBB_UNAVAILABLE', retryable: true })],
        ['heals', () => bff.fail(undefined)],
        ['joins', () => element.join()],
        ['leaves', () => element.leave()],
        ['refreshes', () => element.refresh()],
        ['moves', move],
        [
          'is shown in an app',
          () => {
            Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 Instagram 300', configurable: true })
            move()
          },
        ],
        ['presses', () => pick(buttons())?.click()],
        ['presses', () => pick(buttons())?.click()],
        ['presses', () => pick(buttons())?.click()],
      ]
      const problems: string[] = []
      const trail: string[] = []
      /** With everything in order again, a person gets to a room that can be joined by what is on the page alone. */
      const getsOut = async () => {
        bff.fail(undefined)
        bff.setJoinAnswer(undefined)
        bff.setRoom({
          state: 'running',
          opens_at: null,
          can: { join: true, end: true, list_recordings: true, manage_recordings: true },
        })
        for (let tries = 0; tries < 60; tries++) {
          const { state } = element
          if (state === 'ready' || state === 'joined') return true
          const ways = buttons().filter((button) => !/device|camera|recording|manage/i.test(button.innerText))
          ways[tries % ways.length]?.click()
          await pause(60)
        }
        return false
      }
      /** States that there was a way out of: each is tried as soon as it is met, and some of them again. */
      const escaped = new Set<string>()
      for (let step = 0; step < 150 && problems.length === 0; step++) {
        const [what, act] = pick(steps)!
        trail.push(`${what} (${element.state})`)
        try {
          void Promise.resolve(act()).catch((error: unknown) => problems.push(`${what}: ${String(error)}`))
        } catch (error) {
          problems.push(`${what}: ${String(error)}`)
        }
        await pause(below(4) * 12)
        await element.updateComplete
        if (!element.shadowRoot!.querySelector('section, slot')) problems.push('shows nothing')
        const { state } = element
        if (escaped.has(state) && step % 10 !== 9) continue
        if (!(await getsOut())) problems.push(`no way out of ${state}, ends in ${element.state}`)
        escaped.add(state)
      }
      element.remove()
      bff.restore()
      return { problems: problems.length ? [...problems, ...trail.slice(-20)] : [], states: [...new Set(states)] }
    }, seed)
    expect(problems).toEqual([])
    for (const state of states) visited.add(state)
  })

  it('has been in every state', () => {
    expect([...visited].sort()).toEqual([...everyState].sort())
  })
})
