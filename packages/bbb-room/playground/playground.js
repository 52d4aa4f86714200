/* global document, location, CSSStyleSheet, FormData, Option, URLSearchParams */
import { loadRecordings } from '../dist/cdn/bbb-room.js'
import { languages } from '../dist/localisation/languages.js'
import { afterScene, mockBff, mockRecording, scenes, showScene } from '../dist/testing.js'

const form = document.querySelector('#choices')
const stage = document.querySelector('#stage')
const events = document.querySelector('#events')
const fill = (name, values) => form.elements[name].append(...values.map((value) => new Option(value)))
fill('scene', [...scenes.map(({ name }) => name), 'recordings'])
fill('lang', languages)
for (const [name, value] of new URLSearchParams(location.search)) form.elements[name].value = value

let bff
const recordings = [
  mockRecording({ id: 'r4', name: 'Week 4: Inequalities', state: 'processing', formats: [], duration_seconds: null }),
  mockRecording({ id: 'r3', name: 'Week 3: Systems of equations', can: { play: true, manage: true } }),
  mockRecording({
    id: 'r2',
    name: 'Week 2: Brackets',
    state: 'unpublished',
    published: false,
    can: { play: true, manage: true },
  }),
  mockRecording({
    id: 'r1',
    name: 'Week 1: Balancing the scales',
    formats: [
      { type: 'presentation', duration_seconds: 3900 },
      { type: 'video', duration_seconds: 3900 },
    ],
  }),
]

const show = async () => {
  const { scene, theme, lang, width } = Object.fromEntries(new FormData(form))
  stage.replaceChildren()
  bff?.restore()
  afterScene()
  bff = mockBff()
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`#stage { width: ${Number(width)}px } `)
  document.adoptedStyleSheets = [sheet]
  if (scene === 'recordings') {
    bff.setRecordings(recordings)
    await loadRecordings()
    const element = document.createElement('bbb-recordings')
    Object.assign(element, {
      lang,
      theme,
      endpoint: bff.endpoint,
      room: 'algebra-101',
      getAccessToken: bff.getAccessToken,
    })
    stage.append(element)
  } else {
    const chosen = scenes.find(({ name }) => name === scene)
    const element = await showScene(chosen, bff, stage, lang)
    element.theme = theme
  }
  document.body.dataset.shown = scene
}
for (const name of ['state-change', 'joined', 'left', 'ended', 'error', 'diagnostic']) {
  document.addEventListener(`bbb-room-${name}`, ({ type, detail }) => {
    const item = document.createElement('li')
    item.textContent = `${type} ${JSON.stringify(detail)}`
    events.prepend(item)
  })
}
form.addEventListener('input', show)
await show()
