import type { BbbRecordings } from '../bbb-recordings.ts'
import { loadMessages, nearestLanguage } from '../localisation/languages.ts'
import type { Messages } from '../localisation/en.ts'
import { mockRecording, type MockBff } from './mock-bff.ts'

/** One way in which a person can meet the list of recordings. */
export interface RecordingScene {
  name: string
  /** What shows at first, as a selector; else the list, or why there is none. */
  awaits?: string
  prepare?: (bff: MockBff) => void
  act?: (element: BbbRecordings, bff: MockBff) => unknown
}

const can = { play: true, manage: true, protect: true, captions: true }
const formats = [
  { type: 'presentation', duration_seconds: 3900 },
  { type: 'video', duration_seconds: 3900 },
]
const recordings = [
  mockRecording({ id: 'r6', name: 'Week 6: Powers', state: 'expected', formats: [], duration_seconds: null, can }),
  mockRecording({ id: 'r5', name: 'Week 5: Roots', state: 'processing', formats: [], duration_seconds: null, can }),
  mockRecording({
    id: 'r4',
    name: 'Week 4: Inequalities',
    description: 'Less than, more than, and what happens when both sides are multiplied by −1.',
    presenter: 'Ms Okafor',
    protected: true,
    formats,
    can,
  }),
  mockRecording({ id: 'r3', name: 'Week 3: Systems of equations', can }),
  mockRecording({ id: 'r2', name: 'Week 2: Brackets', state: 'unpublished', published: false, can }),
  mockRecording({ id: 'r1', name: 'Week 1: Balancing the scales' }),
]

/** Four seconds at most. */
const until = async (isSo: () => unknown) => {
  for (let tries = 0; tries < 200 && !isSo(); tries++) await new Promise((resolve) => setTimeout(resolve, 20))
}
const press = async (element: BbbRecordings, label: keyof Messages) => {
  const t = await loadMessages(nearestLanguage(element.lang))
  const buttons = [...(element.shadowRoot?.querySelectorAll('button') ?? [])]
  buttons.find(({ innerText }) => innerText === t[label])?.click()
  await element.updateComplete
  await element.updateComplete
}
const search = async (element: BbbRecordings, text: string) => {
  const field = element.shadowRoot?.querySelector<HTMLInputElement>('input[type=search]')
  if (!field) return
  field.value = text
  field.dispatchEvent(new InputEvent('input'))
  await element.updateComplete
}

const choose = async (element: BbbRecordings, ...ids: string[]) => {
  await press(element, 'select')
  for (const id of ids) {
    element.shadowRoot?.querySelector<HTMLInputElement>(`li[data-id="${id}"] input`)?.click()
    await element.updateComplete
  }
}

/** Every way there is, in the order in which people meet them. */
export const recordingScenes: readonly RecordingScene[] = [
  { name: 'recordings-loading', awaits: '.bones', prepare: (bff) => bff.fail('silence') },
  { name: 'recordings-none', prepare: (bff) => bff.setRecordings([]) },
  { name: 'recordings' },
  { name: 'recordings-grid', act: (element) => press(element, 'asGrid') },
  { name: 'recordings-found', act: (element) => search(element, 'week 3') },
  { name: 'recordings-not-found', act: (element) => search(element, 'no such') },
  { name: 'recordings-managed', act: (element) => press(element, 'manage') },
  {
    name: 'recordings-edited',
    act: async (element) => {
      await press(element, 'manage')
      await press(element, 'edit')
    },
  },
  {
    name: 'recordings-captions',
    act: async (element, bff) => {
      await fetch(`${bff.endpoint}/v1/recordings/r4/captions`, {
        method: 'PUT',
        body: JSON.stringify({ kind: 'captions', lang: 'en', label: 'English', webvtt: 'WEBVTT' }),
      })
      await press(element, 'manage')
      await press(element, 'captions')
      await until(() => element.shadowRoot?.querySelector('.tracks'))
    },
  },
  {
    name: 'recordings-refused',
    act: async (element, bff) => {
      bff.fail({ status: 503, code: 'BBB_UNAVAILABLE', retryable: true }, '/recordings/r4')
      await press(element, 'manage')
      await press(element, 'unpublish')
      await until(() => element.shadowRoot?.querySelector('[role=alert]'))
    },
  },
  {
    name: 'recordings-leaving',
    act: async (element) => {
      await press(element, 'manage')
      await press(element, 'delete')
    },
  },
  { name: 'recordings-chosen', act: (element) => choose(element, 'r4', 'r3') },
  {
    name: 'recordings-chosen-grid',
    act: async (element) => {
      await press(element, 'asGrid')
      await choose(element, 'r4', 'r2')
    },
  },
  {
    name: 'recordings-chosen-refused',
    act: async (element, bff) => {
      bff.fail({ status: 409, code: 'CONFLICT' }, '/recordings/r4')
      await choose(element, 'r4', 'r3')
      await press(element, 'unpublish')
      await until(() => element.shadowRoot?.querySelector('.failure'))
    },
  },
  {
    name: 'recordings-leaving-together',
    act: async (element) => {
      await choose(element, 'r4', 'r3', 'r2')
      await press(element, 'delete')
    },
  },
  {
    name: 'recordings-trashed',
    prepare: (bff) =>
      bff.setRecordings([
        mockRecording({ id: 'r2', state: 'deleting', restorable_until: '2099-01-01T00:00:00.000Z', can }),
        mockRecording({ id: 'r1', name: 'Week 0: Warming up' }),
      ]),
  },
  { name: 'recordings-unreachable', prepare: (bff) => bff.fail('network') },
]

/** Puts an element with this scene and these attributes into `parent`, and waits until it shows. */
export const showRecordingScene = async (
  scene: RecordingScene,
  bff: MockBff,
  parent: Element,
  lang = 'en',
  attributes: Readonly<Record<string, string>> = {},
): Promise<BbbRecordings> => {
  bff.setRecordings(recordings)
  scene.prepare?.(bff)
  const element = document.createElement('bbb-recordings')
  for (const [name, value] of Object.entries({ lang, ...attributes })) element.setAttribute(name, value)
  element.endpoint = bff.endpoint
  element.room = 'algebra-101'
  element.getAccessToken = bff.getAccessToken
  parent.append(element)
  const awaited = scene.awaits ?? 'li, [part=empty]'
  await until(() => element.shadowRoot?.querySelector(awaited))
  await scene.act?.(element, bff)
  await element.updateComplete
  return element
}
