import { fixture, html, waitUntil } from '@open-wc/testing'
import './index.ts'
import type { BbbRoom } from './bbb-room.ts'
import type { RoomStateName } from './events.ts'
import { mockBff, type MockBff } from './testing/mock-bff.ts'

let bffs: MockBff[] = []
afterEach(() => {
  for (const bff of bffs.splice(0).reverse()) bff.restore()
  bffs = []
})

/** A mock that is taken away when the test is over. */
export const startBff = (room: Parameters<typeof mockBff>[0] = {}): MockBff => {
  const bff = mockBff(room)
  bffs.push(bff)
  return bff
}

/** Puts an element on the page; `change` is what is not as usual. */
export const mountRoom = (bff: MockBff, change: Partial<BbbRoom> = {}): Promise<BbbRoom> => {
  const {
    lang = 'en',
    endpoint = bff.endpoint,
    room = 'algebra-101',
    display = 'auto',
    loading = 'eager',
    autojoin = false,
    getAccessToken = bff.getAccessToken,
  } = change
  return fixture<BbbRoom>(
    html`<bbb-room
      lang=${lang}
      endpoint=${endpoint}
      room=${room}
      display=${display}
      loading=${loading}
      ?autojoin=${autojoin}
      .getAccessToken=${getAccessToken}
    ></bbb-room>`,
  )
}

/** Waits until the element is in that state, and shows it. */
export const reach = async (element: BbbRoom, state: RoomStateName): Promise<void> => {
  await waitUntil(() => element.state === state, `state ${element.state} never became ${state}`, { timeout: 6000 })
  await waitUntil(() => element.shadowRoot?.querySelector('section'))
  await element.updateComplete
}

/** An element that has reached `state`, and its mock. */
export const showRoom = async (
  room: Parameters<typeof mockBff>[0] = {},
  state: RoomStateName = 'ready',
  change: Partial<BbbRoom> = {},
): Promise<{ element: BbbRoom; bff: MockBff }> => {
  const bff = startBff(room)
  const element = await mountRoom(bff, change)
  await reach(element, state)
  return { element, bff }
}

/** All that it shows, as one line. */
export const textOf = (element: Element): string => element.shadowRoot?.textContent.replace(/\s+/g, ' ') ?? ''

export const findButton = (element: Element, label: string): HTMLButtonElement | undefined =>
  [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find(({ innerText }) => innerText === label)

/** @throws where there is none, with what there is */
export const button = (element: Element, label: string): HTMLButtonElement => {
  const found = findButton(element, label)
  if (!found) throw new Error(`no button "${label}" in ${textOf(element)}`)
  return found
}
