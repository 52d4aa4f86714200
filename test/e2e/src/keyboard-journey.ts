import type { MockBff } from 'bbb-room/testing'
import type { Page } from 'playwright-core'

/** What the keyboard meets in a page, from its first control to its last. */
export interface Journey {
  /** How many controls a mouse can reach. */
  reachable: number
  visited: string[]
  withoutRing: string[]
  /** Reached after one that stands below it, or to the right of it. */
  outOfOrder: string[]
  /** Pressed, and no click came of it. */
  dead: string[]
}

interface Stop {
  id: string
  isPressed: boolean
  hasRing: boolean
  /** Laid over a corner, it comes after what its card is for. */
  isInCorner: boolean
  box: { top: number; bottom: number; left: number; right: number }
}

/** What comes of it when somebody presses the button of that name by the keyboard. */
export interface Deed {
  press: string
  /** Before that: what was in the way is gone. */
  healed?: boolean
  state?: string
  says?: string
  /** The end of the path of a request. */
  asks?: string
  event?: string
  shows?: string
  hides?: string
  downloads?: string
}

const joined = { state: 'joined', asks: '/join' }
const healed = { press: 'Try again', healed: true, state: 'ready' }
const asksAgain = { press: 'Try again', asks: '/rooms/algebra-101' }
const check = 'Check camera and microphone'
const inTab = { press: 'Open in a tab', ...joined, says: 'The room is open in another tab' }
const asksToEnd = { press: 'End for everyone', says: 'End it for everyone?' }

/** By the scene's name. In `loading` and `end-sent` there is nothing to press. */
export const deeds: Readonly<Record<string, Deed>> = {
  'loading-long': asksAgain,
  scheduled: { press: 'Add to calendar', downloads: '.ics' },
  'scheduled-days': { press: 'Add to calendar', downloads: '.ics' },
  waiting: { press: check, says: 'Play a sound' },
  'notify-set': { press: check, says: 'Play a sound' },
  ready: { press: 'Join', ...joined },
  'ready-moderator': { press: 'Start', ...joined },
  running: { press: 'Join', ...joined },
  recorded: { press: 'Agree and join', ...joined },
  elsewhere: { press: 'Join', ...joined },
  blocked: { press: 'Join', ...joined },
  joining: { press: 'Cancel', state: 'ready' },
  joined: { press: 'Open it again', ...joined },
  'joined-blocked': { press: 'I have left', state: 'left' },
  'joined-moderator': asksToEnd,
  ending: { press: 'End for everyone', state: 'ended', asks: '/end' },
  'end-failed': asksToEnd,
  'framed-joining': { press: 'Cancel', state: 'ready' },
  framed: { press: 'Leave', state: 'left' },
  'framed-blocked': inTab,
  'framed-silent': inTab,
  'framed-ending': { press: 'Keep going', state: 'joined', says: 'Leave' },
  left: { press: 'Join again', ...joined },
  kicked: { press: 'Join again', ...joined },
  failed: { press: 'Open in a tab', ...joined },
  'left-ended': { press: 'Join again', ...joined },
  ended: { press: 'Check again', asks: '/rooms/algebra-101' },
  'ended-moderator': { press: 'Start', ...joined },
  'ended-recordings': { press: 'Check again', asks: '/rooms/algebra-101' },
  denied: asksAgain,
  unchanged: asksAgain,
  full: { press: 'Try again', asks: '/join' },
  'guests-refused': { press: 'Try again', asks: '/join' },
  closed: asksAgain,
  unreachable: healed,
  'bbb-down': healed,
  'signed-out': healed,
  'not-found': healed,
  origin: healed,
  misconfigured: { press: 'Try again', event: 'bbb-room-error' },
  busy: healed,
  wrong: healed,
  offline: healed,
  insecure: { press: 'Try anyway', state: 'ready' },
  outdated: { press: 'Copy the link', shows: '.copied, [part=link]:focus' },
  'in-app': { press: 'Try anyway', state: 'ready' },
  devices: { press: check, hides: '[part=panel]' },
  'devices-work': { press: 'Close', hides: '[part=panel]' },
  'devices-refused': { press: 'Close', hides: '[part=panel]' },
  diagnosis: { press: 'Works: 5', shows: 'details[open]' },
  'framed-diagnosis': { press: 'Close', hides: '[part=panel]' },
}

interface ScenePage {
  deepest: () => HTMLElement | undefined
  isDeaf: boolean
  heard: number
  scene: { element: HTMLElement & { state?: string }; bff: MockBff }
  afterScene: () => void
  events: string[]
}

const listen = (page: Page) =>
  page.evaluate(() => {
    const host = window as unknown as ScenePage
    Object.assign(host, {
      deepest: () => {
        let active = document.activeElement
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
        return active === document.body ? undefined : active
      },
      isDeaf: true,
      heard: 0,
    })
    window.addEventListener(
      'click',
      (event) => {
        if (!host.isDeaf) return
        if (event.composedPath()[0] === host.deepest()) host.heard++
        event.preventDefault()
        event.stopImmediatePropagation()
      },
      true,
    )
  })

const findStop = (page: Page): Promise<Stop | undefined> =>
  page.evaluate(() => {
    const active = (window as unknown as ScenePage).deepest()
    if (!active) return undefined
    const { outlineStyle, boxShadow, position } = getComputedStyle(active)
    const { top, bottom, left, right } = active.getBoundingClientRect()
    const root = active.getRootNode() as ParentNode
    const host = root instanceof ShadowRoot ? root.host.localName : ''
    const place = [...root.querySelectorAll(active.localName)].indexOf(active)
    return {
      id: `${host} ${active.localName} ${place} ${active.textContent.trim()}`,
      isPressed: active.matches('button, summary, a[href]'),
      hasRing: outlineStyle !== 'none' || boxShadow !== 'none' || active.localName === 'iframe',
      isInCorner: position === 'absolute',
      box: { top: top + scrollY, bottom: bottom + scrollY, left, right },
    }
  })

const isBefore = ({ box: one }: Stop, { box: other }: Stop): boolean =>
  one.bottom <= other.top + 1 || (one.top < other.bottom && one.bottom > other.top && one.right <= other.left + 1)

/** Goes through an English page with Tab, and presses Enter and Space on all that is there to be pressed; nothing comes of it. */
export async function keyboardJourney(page: Page): Promise<Journey> {
  const reachable = await page.evaluate(() => {
    const all = (root: ParentNode): HTMLElement[] =>
      [...root.querySelectorAll<HTMLElement>('*')].flatMap((each) => [
        each,
        ...(each.shadowRoot ? all(each.shadowRoot) : []),
      ])
    const controls = ':is(button, [part~=button]):not(:disabled), a[href], input, select, textarea, summary, iframe'
    return all(document.querySelector('#stage')!).filter(
      (each) => each.matches(controls) && each.checkVisibility({ visibilityProperty: true }),
    ).length
  })
  await listen(page)
  const visited = new Map<string, Stop>()
  const outOfOrder: string[] = []
  const dead: string[] = []
  let previous: Stop | undefined
  for (let step = 0; step < reachable + 3; step++) {
    await page.keyboard.press('Tab')
    const stop = await findStop(page)
    if (!stop || visited.has(stop.id)) {
      previous = undefined
      continue
    }
    visited.set(stop.id, stop)
    if (previous && !stop.isInCorner && !previous.isInCorner && isBefore(stop, previous))
      outOfOrder.push(`${stop.id} after ${previous.id}`)
    previous = stop
    if (!stop.isPressed) continue
    const keys = stop.id.includes(' a ') ? ['Enter'] : ['Enter', 'Space']
    for (const key of keys) await page.keyboard.press(key)
    const heard = await page.evaluate(() => {
      const host = window as unknown as ScenePage
      const { heard } = host
      host.heard = 0
      return heard
    })
    if (heard !== keys.length) dead.push(stop.id)
  }
  return {
    reachable,
    visited: [...visited.keys()],
    withoutRing: [...visited.values()].filter(({ hasRing }) => !hasRing).map(({ id }) => id),
    outOfOrder,
    dead,
  }
}

/**
 * Does it, after a journey on that page.
 * @returns what did not come of it; nothing where all did
 */
export async function perform(page: Page, deed: Deed): Promise<string[]> {
  const { press, downloads } = deed
  await page.evaluate(
    ({ healed, event }) => {
      const host = window as unknown as ScenePage
      host.isDeaf = false
      host.events = []
      if (event) host.scene.element.addEventListener(event, () => host.events.push(event))
      if (!healed) return
      host.afterScene()
      host.scene.bff.fail(undefined)
    },
    { healed: deed.healed, event: deed.event },
  )
  const requests = await page.evaluate(() => (window as unknown as ScenePage).scene.bff.requests.length)
  const isThere = () =>
    page.evaluate((press) => {
      const active = (window as unknown as ScenePage).deepest()
      return active?.innerText.trim() === press && active.matches('button, summary')
    }, press)
  for (let tabs = 0; tabs < 20 && !(await isThere()); tabs++) await page.keyboard.press('Tab')
  if (!(await isThere())) return [`the keyboard does not reach ${press}`]
  const download = downloads ? page.waitForEvent('download', { timeout: 20_000 }) : undefined
  await page.keyboard.press('Enter')
  if (download) {
    const name = await download.then(
      (file) => file.suggestedFilename(),
      () => 'nothing',
    )
    if (!name.endsWith(downloads ?? '')) return [`${name} was downloaded`]
  }
  const look = () =>
    page.evaluate(
      ({ deed, requests }) => {
        const host = window as unknown as ScenePage
        const { element, bff } = host.scene
        const root = element.shadowRoot!
        const asked = bff.requests.slice(requests).map(({ path }) => path)
        const came: [is: boolean | undefined, what: string][] = [
          [deed.state === undefined || element.state === deed.state, `state ${element.state}`],
          [!deed.says || root.textContent.replace(/\s+/g, ' ').includes(deed.says), `text ${root.textContent}`],
          [!deed.asks || asked.some((path) => path.endsWith(deed.asks ?? '')), `requests ${asked.join(' ')}`],
          [!deed.event || host.events.includes(deed.event), `events ${host.events.join(' ')}`],
          [!deed.shows || root.querySelector(deed.shows) !== null, `no ${deed.shows}`],
          [!deed.hides || root.querySelector(deed.hides) === null, `still ${deed.hides}`],
        ]
        return came.filter(([is]) => !is).map(([, what]) => what)
      },
      { deed, requests },
    )
  const endMs = performance.now() + 20_000
  let missing = await look()
  while (missing.length > 0 && performance.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    missing = await look()
  }
  return missing
}
