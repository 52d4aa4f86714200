import { fixture, html, waitUntil } from '@open-wc/testing'
import './recordings.ts'
import type { BbbRecordings } from './bbb-recordings.ts'
import { mockBff, type MockBff } from './testing/mock-bff.ts'

let bff: MockBff | undefined
afterEach(() => bff?.restore())

/** Shows these recordings, with a BFF in the page behind them. */
export const show = async (recordings: Parameters<MockBff['setRecordings']>[0]) => {
  bff = mockBff()
  bff.setRecordings(recordings)
  const element = await fixture<BbbRecordings>(
    html`<bbb-recordings
      lang="en"
      endpoint=${bff.endpoint}
      room="algebra-101"
      .getAccessToken=${bff.getAccessToken}
    ></bbb-recordings>`,
  )
  const rows = () => [...element.shadowRoot!.querySelectorAll('li')]
  await waitUntil(() => rows().length === recordings.length)
  return { element, bff, rows }
}

export const button = (within: ParentNode, label: string): HTMLButtonElement => {
  const found = [...within.querySelectorAll('button')].find(({ innerText }) => innerText === label)
  if (!found) throw new Error(`no button "${label}"`)
  return found
}

/** What the live region says. */
export const said = (element: BbbRecordings): string => element.shadowRoot!.querySelector('[role=status]')!.textContent

export const focused = (element: BbbRecordings): HTMLElement | null =>
  element.shadowRoot!.activeElement as HTMLElement | null

/** Puts the wait before a deletion into the test's hands; `later.run` is what happens when it is over. */
export const holdTimers = (ms: number) => {
  const realTimeout = window.setTimeout.bind(window)
  const later: { run: () => void } = { run: () => undefined }
  beforeEach(() => {
    window.setTimeout = ((run: () => void, after?: number) => {
      if (after !== ms) return realTimeout(run, after)
      later.run = run
      return realTimeout(() => undefined, 0)
    }) as typeof window.setTimeout
  })
  afterEach(() => {
    window.setTimeout = realTimeout
    later.run = () => undefined
  })
  return later
}
