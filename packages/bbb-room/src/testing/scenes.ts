import type { BbbRoom } from '../bbb-room.ts'
import type { RoomStateName } from '../events.ts'
import type { Messages } from '../localisation/en.ts'
import { loadMessages, nearestLanguage } from '../localisation/languages.ts'
import { mockRecording, type MockBff } from './mock-bff.ts'

/** One view that a person can meet, and how to bring it about with a mock BFF. */
export interface Scene {
  name: string
  state: RoomStateName
  /** How the room is at first. */
  room?: Parameters<MockBff['setRoom']>[0]
  /** Before the element is on the page. */
  prepare?: (bff: MockBff) => void
  /** Once the element has shown its first state. */
  act?: (element: BbbRoom, bff: MockBff) => unknown
}

const moderator = {
  role: 'moderator',
  can: { join: true, end: true, list_recordings: true, manage_recordings: true },
} as const
const running = { state: 'running', participant_count: 12, started_at: '2026-11-25T09:00:00.000Z' } as const
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const refuse = (state: 'full' | 'denied', code: 'ROOM_FULL' | 'GUESTS_REFUSED' | 'ROOM_CLOSED') => (bff: MockBff) => {
  bff.setJoinAnswer({ state, code, opens_at: null, retry_after: null })
}
const join = (element: BbbRoom) => element.join()
const fails =
  (status: number, code: string, retryable = false) =>
  (bff: MockBff) => {
    bff.fail({ status, code, retryable })
  }
const press = (label: keyof Messages) => async (element: BbbRoom) => {
  const t = await loadMessages(nearestLanguage(element.lang))
  await element.updateComplete
  const buttons = [...(element.shadowRoot?.querySelectorAll('button') ?? [])]
  buttons.find(({ innerText }) => innerText === t[label])?.click()
  await element.updateComplete
}

const withoutTabs = async (act: () => Promise<void>) => {
  const open = window.open.bind(window)
  window.open = () => null
  await act()
  window.open = open
}

/** Every view there is, in the order in which people meet them. */
export const scenes: readonly Scene[] = [
  { name: 'loading', state: 'loading', prepare: (bff) => bff.fail('silence') },
  { name: 'scheduled', state: 'scheduled', room: { state: 'scheduled', opens_at: inHours(2.2) } },
  { name: 'scheduled-days', state: 'scheduled', room: { state: 'scheduled', opens_at: inHours(80) } },
  { name: 'waiting', state: 'waiting', room: { state: 'waiting' } },
  { name: 'ready', state: 'ready' },
  { name: 'ready-moderator', state: 'ready', room: moderator },
  { name: 'running', state: 'ready', room: running },
  { name: 'recorded', state: 'ready', room: { ...running, record: true } },
  { name: 'blocked', state: 'ready', act: (element) => withoutTabs(() => join(element)) },
  {
    name: 'joining',
    state: 'joining',
    prepare: (bff) => bff.fail('silence', '/rooms/algebra-101/join'),
    act: (element) => void join(element),
  },
  { name: 'joined', state: 'joined', act: join },
  { name: 'joined-moderator', state: 'joined', room: moderator, act: join },
  {
    name: 'ending',
    state: 'joined',
    room: moderator,
    act: async (element) => {
      await join(element)
      await press('endForAll')(element)
    },
  },
  {
    name: 'end-sent',
    state: 'joined',
    room: moderator,
    prepare: (bff) => bff.fail('silence', '/rooms/algebra-101/end'),
    act: async (element) => {
      await join(element)
      await press('endForAll')(element)
      await press('endForAll')(element)
    },
  },
  {
    name: 'end-failed',
    state: 'joined',
    room: { ...moderator, display: 'frame', participant_count: 3 },
    prepare: (bff) => bff.fail({ status: 503, code: 'BBB_UNAVAILABLE', retryable: true }, '/rooms/algebra-101/end'),
    act: async (element) => {
      await join(element)
      await element.end()
    },
  },
  { name: 'framed', state: 'joined', room: { ...moderator, display: 'frame', participant_count: 3 }, act: join },
  {
    name: 'framed-blocked',
    state: 'joined',
    room: { ...moderator, display: 'frame', participant_count: 3 },
    act: async (element) => {
      await join(element)
      await withoutTabs(() => press('openInTab')(element))
    },
  },
  {
    name: 'left',
    state: 'left',
    act: async (element) => {
      await join(element)
      element.leave()
    },
  },
  { name: 'ended', state: 'ended', room: { state: 'ended', can: { ...moderator.can, list_recordings: false } } },
  {
    name: 'ended-moderator',
    state: 'ended',
    room: { ...moderator, state: 'ended', can: { ...moderator.can, list_recordings: false } },
  },
  {
    name: 'ended-recordings',
    state: 'ended',
    room: { state: 'ended' },
    prepare: (bff) => {
      bff.setRecordings([mockRecording({ state: 'processing', formats: [] }), mockRecording({ id: 'recording-0' })])
    },
  },
  { name: 'denied', state: 'denied', room: { can: { ...moderator.can, join: false } } },
  {
    name: 'full',
    state: 'denied',
    room: { participant_count: 12, max_participants: 12 },
    prepare: refuse('full', 'ROOM_FULL'),
    act: join,
  },
  { name: 'guests-refused', state: 'denied', prepare: refuse('denied', 'GUESTS_REFUSED'), act: join },
  { name: 'closed', state: 'denied', prepare: refuse('denied', 'ROOM_CLOSED'), act: join },
  { name: 'unreachable', state: 'error', prepare: (bff) => bff.fail('network') },
  { name: 'bbb-down', state: 'error', prepare: fails(503, 'BBB_UNAVAILABLE', true) },
  { name: 'signed-out', state: 'error', prepare: fails(401, 'TOKEN_INVALID') },
  { name: 'not-found', state: 'error', prepare: fails(404, 'NOT_FOUND') },
  { name: 'origin', state: 'error', prepare: fails(403, 'ORIGIN_NOT_ALLOWED') },
  { name: 'busy', state: 'error', prepare: fails(429, 'RATE_LIMITED', true) },
  { name: 'wrong', state: 'error', prepare: fails(500, 'INTERNAL_ERROR') },
  {
    name: 'offline',
    state: 'error',
    prepare: (bff) => {
      Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })
      bff.fail('network')
    },
  },
  {
    name: 'in-app',
    state: 'unsupported',
    prepare: () => {
      Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 Instagram 300', configurable: true })
    },
  },
  { name: 'devices', state: 'ready', act: (element) => element.checkDevices() },
]

/** Undoes what a scene's `prepare` has changed of the browser. */
export const afterScene = (): void => {
  Reflect.deleteProperty(navigator, 'onLine')
  Reflect.deleteProperty(navigator, 'userAgent')
}

/** Puts an element with this scene and these attributes into `parent`, and waits until it shows. */
export const showScene = async (
  scene: Scene,
  bff: MockBff,
  parent: Element,
  lang = 'en',
  attributes: Readonly<Record<string, string>> = {},
): Promise<BbbRoom> => {
  if (scene.room) bff.setRoom(scene.room)
  scene.prepare?.(bff)
  const element = document.createElement('bbb-room')
  for (const [name, value] of Object.entries({ lang, ...attributes })) element.setAttribute(name, value)
  element.endpoint = bff.endpoint
  element.room = 'algebra-101'
  element.getAccessToken = bff.getAccessToken
  parent.append(element)
  const settled = async (isThere: () => boolean) => {
    for (let tries = 0; tries < 200 && !isThere(); tries++) await new Promise((resolve) => setTimeout(resolve, 20))
    await element.updateComplete
  }
  await settled(
    () => Boolean(element.shadowRoot?.querySelector('section')) && (!scene.act || element.state === 'ready'),
  )
  await scene.act?.(element, bff)
  await settled(() => element.state === scene.state && Boolean(element.shadowRoot?.querySelector('section')))
  return element
}
