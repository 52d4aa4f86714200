/* global document, location, CSSStyleSheet, FormData, Option, URLSearchParams */
import { loadRecordings } from '../dist/cdn/bbb-room.js'
import { languages } from '../dist/localisation/languages.js'
import { afterScene, mockBff, recordingScenes, scenes, showRecordingScene, showScene } from '../dist/testing.js'

const form = document.querySelector('#choices')
const stage = document.querySelector('#stage')
const events = document.querySelector('#events')
const fill = (name, values) => form.elements[name].append(...values.map((value) => new Option(value)))
fill(
  'scene',
  [...scenes, ...recordingScenes].map(({ name }) => name),
)
fill('lang', languages)
for (const [name, value] of new URLSearchParams(location.search)) form.elements[name].value = value

let bff
const show = async () => {
  const { scene, theme, lang, width } = Object.fromEntries(new FormData(form))
  stage.replaceChildren()
  bff?.restore()
  afterScene()
  bff = mockBff()
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`#stage { width: ${Number(width)}px } `)
  document.adoptedStyleSheets = [sheet]
  const named = ({ name }) => name === scene
  const recordingScene = recordingScenes.find(named)
  if (recordingScene) await loadRecordings()
  const element = recordingScene
    ? await showRecordingScene(recordingScene, bff, stage, lang)
    : await showScene(scenes.find(named), bff, stage, lang)
  element.theme = theme
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
