import type { ReturnMessage } from '@bbb-room/bff-api'
import type { BbbRoom } from '../bbb-room.ts'
import { holdPresence } from '../controllers/presence.ts'
import type { RoomStateName } from '../events.ts'
import type { Messages } from '../localisation/en.ts'
import { loadMessages, nearestLanguage } from '../localisation/languages.ts'
import { mockRecording, type MockBff } from './mock-bff.ts'
import { atEnd, endPretence, pretend } from './pretend.ts'
import { deviceStream } from './device-stream.ts'

/** One view that a person can meet, and how to bring it about with a mock BFF. */
export interface Scene {
  name: string
  state: RoomStateName
  /** What shows in the end, as a selector; else the card. */
  awaits?: string
  /** How the room is at first. */
  room?: Parameters<MockBff['setRoom']>[0]
  /** Before the element is on the page. */
  prepare?: (bff: MockBff) => void
  /** Once the element has shown how the room is. */
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

const until = async (isSo: () => unknown) => {
  for (let tries = 0; tries < 200 && !isSo(); tries++) await new Promise((resolve) => setTimeout(resolve, 20))
}
const withoutTabs = async (act: () => Promise<void>) => {
  const end = pretend(window, 'open', () => null)
  await act()
  end()
}
const inFrame = { display: 'frame', participant_count: 3 } as const
const findFrame = (element: BbbRoom) => element.shadowRoot?.querySelector('iframe')

/** What the return page says once the meeting in the frame is over for this person. */
const comeBack = (reason: ReturnMessage['reason']) => async (element: BbbRoom) => {
  await join(element)
  const data: ReturnMessage = { type: 'bbb-room-return', room: 'algebra-101', reason }
  const { contentWindow: source } = findFrame(element) ?? {}
  window.dispatchEvent(new MessageEvent('message', { source: source ?? null, origin: location.origin, data }))
}
/** Nobody has come into the frame, ten seconds later. */
const stayEmpty = async (element: BbbRoom) => {
  await join(element)
  const now = performance.now.bind(performance)
  const end = pretend(performance, 'now', () => now() + 10_000)
  await element.refresh()
  end()
}
const devices = (give: (wished: MediaStreamConstraints) => MediaStream) => () => {
  const getUserMedia = (wished: MediaStreamConstraints) => new Promise((resolve) => resolve(give(wished)))
  pretend(navigator, 'mediaDevices', { getUserMedia })
}
const tryDevices = async (element: BbbRoom) => {
  await element.checkDevices()
  await element.updateComplete
  for (const row of element.shadowRoot?.querySelectorAll('.device:has([role=status])') ?? []) {
    row.querySelector('button')?.click()
    await until(() => row.querySelector('[role=status]')?.textContent)
  }
}

/** Every view there is, in the order in which people meet them. */
export const scenes: readonly Scene[] = [
  { name: 'loading', state: 'loading', prepare: (bff) => bff.fail('silence') },
  {
    name: 'loading-long',
    state: 'loading',
    awaits: 'button',
    prepare: (bff) => {
      bff.fail('silence')
      const wait = window.setTimeout.bind(window)
      // The eight seconds until somebody wonders.
      pretend(window, 'setTimeout', (act: () => void, ms: number) => wait(act, ms === 8000 ? 0 : ms))
    },
  },
  { name: 'scheduled', state: 'scheduled', room: { state: 'scheduled', opens_at: inHours(2.2) } },
  { name: 'scheduled-days', state: 'scheduled', room: { state: 'scheduled', opens_at: inHours(80) } },
  { name: 'waiting', state: 'waiting', room: { state: 'waiting' } },
  {
    name: 'notify-set',
    state: 'waiting',
    awaits: '[part=notice]',
    room: { state: 'waiting' },
    prepare: () => {
      pretend(Notification, 'permission', 'default')
      pretend(Notification, 'requestPermission', () => Promise.resolve('granted'))
    },
    act: press('notify'),
  },
  { name: 'ready', state: 'ready' },
  { name: 'ready-moderator', state: 'ready', room: moderator },
  { name: 'running', state: 'ready', room: running },
  { name: 'recorded', state: 'ready', room: { ...running, record: true } },
  {
    name: 'elsewhere',
    state: 'ready',
    room: running,
    prepare: ({ endpoint }) => {
      const other = new AbortController()
      holdPresence(`bbb-room ${endpoint} algebra-101`, other.signal)
      atEnd(() => other.abort())
    },
  },
  { name: 'blocked', state: 'ready', act: (element) => withoutTabs(() => join(element)) },
  {
    name: 'joining',
    state: 'joining',
    prepare: (bff) => bff.fail('silence', '/rooms/algebra-101/join'),
    act: (element) => void join(element),
  },
  { name: 'joined', state: 'joined', act: join },
  {
    name: 'joined-blocked',
    state: 'joined',
    act: async (element) => {
      await join(element)
      await withoutTabs(() => join(element))
    },
  },
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
    room: { ...moderator, ...inFrame },
    prepare: (bff) => bff.fail({ status: 503, code: 'BBB_UNAVAILABLE', retryable: true }, '/rooms/algebra-101/end'),
    act: async (element) => {
      await join(element)
      await element.end()
    },
  },
  {
    name: 'framed-joining',
    state: 'joining',
    room: inFrame,
    act: async (element) => {
      // The frame is drawn, and the meeting never comes into it.
      Object.defineProperty(element, 'updateComplete', { configurable: true, value: new Promise(() => undefined) })
      void join(element)
      await until(() => findFrame(element))
      Reflect.deleteProperty(element, 'updateComplete')
    },
  },
  { name: 'framed', state: 'joined', room: { ...moderator, ...inFrame }, act: join },
  {
    name: 'framed-blocked',
    state: 'joined',
    room: { ...moderator, ...inFrame },
    act: async (element) => {
      await join(element)
      await withoutTabs(() => press('openInTab')(element))
    },
  },
  { name: 'framed-silent', state: 'joined', room: inFrame, act: stayEmpty },
  {
    name: 'framed-ending',
    state: 'joined',
    room: { ...moderator, ...inFrame },
    act: async (element) => {
      await join(element)
      await press('endForAll')(element)
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
  { name: 'kicked', state: 'left', room: inFrame, act: comeBack('kicked') },
  { name: 'failed', state: 'left', room: inFrame, act: comeBack('failed') },
  { name: 'left-ended', state: 'left', room: inFrame, act: comeBack('ended') },
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
    name: 'unchanged',
    state: 'denied',
    room: { can: { ...moderator.can, join: false } },
    awaits: 'p.small + slot',
    act: press('tryAgain'),
  },
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
  { name: 'misconfigured', state: 'error', act: (element) => (element.room = 'algebra/101') },
  { name: 'busy', state: 'error', prepare: fails(429, 'RATE_LIMITED', true) },
  { name: 'wrong', state: 'error', prepare: fails(500, 'INTERNAL_ERROR') },
  {
    name: 'offline',
    state: 'error',
    prepare: (bff) => {
      pretend(navigator, 'onLine', false)
      bff.fail('network')
    },
  },
  { name: 'insecure', state: 'unsupported', prepare: () => pretend(window, 'isSecureContext', false) },
  { name: 'outdated', state: 'unsupported', prepare: () => pretend(URL, 'canParse', undefined) },
  {
    name: 'in-app',
    state: 'unsupported',
    prepare: () => pretend(navigator, 'userAgent', 'Mozilla/5.0 Instagram 300'),
  },
  { name: 'devices', state: 'ready', act: (element) => element.checkDevices() },
  { name: 'devices-work', state: 'ready', prepare: devices(deviceStream), act: tryDevices },
  {
    name: 'devices-refused',
    state: 'ready',
    prepare: devices(() => {
      throw new DOMException('Permission denied by system', 'NotAllowedError')
    }),
    act: tryDevices,
  },
  { name: 'diagnosis', state: 'ready', act: (element) => element.diagnose() },
  {
    name: 'framed-diagnosis',
    state: 'joined',
    room: { ...moderator, ...inFrame },
    act: async (element) => {
      await stayEmpty(element)
      await element.diagnose()
    },
  },
]

/** Undoes what a scene has changed of the browser. */
export const afterScene = (): void => endPretence()

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
  const shows = (selector = 'section') => element.shadowRoot?.querySelector(selector)
  const isKnown = () => !['idle', 'loading'].includes(element.state)
  await until(() => shows() && (!scene.act || isKnown()))
  await element.updateComplete
  await scene.act?.(element, bff)
  await until(() => element.state === scene.state && shows(scene.awaits))
  await element.updateComplete
  return element
}
