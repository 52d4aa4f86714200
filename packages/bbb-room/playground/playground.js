/* global document, location, CSSStyleSheet, FormData, Option, URLSearchParams, history */
import { loadRecordings } from '../dist/cdn/bbb-room.js'
import { languages } from '../dist/localisation/languages.js'
import { afterScene, mockBff, recordingScenes, scenes, showRecordingScene, showScene } from '../dist/testing.js'

const form = document.querySelector('#choices')
const stage = document.querySelector('#stage')
const events = document.querySelector('#events')
const markup = document.querySelector('#markup')
const group = (label, names) => {
  const options = document.createElement('optgroup')
  options.label = label
  options.append(...names.map((name) => new Option(name)))
  form.elements.scene.append(options)
}
group(
  '<bbb-room>',
  scenes.map(({ name }) => name),
)
group(
  '<bbb-recordings>',
  recordingScenes.map(({ name }) => name),
)
form.elements.lang.append(...languages.map((language) => new Option(language)))

const wished = new URLSearchParams(location.search)
const isBare = wished.has('bare')
document.body.classList.toggle('bare', isBare)
for (const [name, value] of wished) {
  const field = form.elements[name]
  if (!field) continue
  if (field.type === 'checkbox') field.checked = true
  else field.value = value
}
if (!wished.has('lang')) form.elements.lang.value = 'en'

const styles = new CSSStyleSheet()
document.adoptedStyleSheets = [styles]
const style = ({ width, accent, radius, outlined }) => {
  const properties = [
    accent && `--bbb-room-accent: ${accent}; --bbb-room-on-accent: #fff;`,
    radius && `--bbb-room-radius: ${radius};`,
  ]
  const parts =
    'card status heading text actions button primary notice countdown panel frame icon meta recording list toolbar input'
  styles.replaceSync(
    [
      isBare ? '' : `#stage { width: ${Number(width)}px }`,
      `bbb-room, bbb-recordings { ${properties.filter(Boolean).join(' ')} }`,
      ...(outlined ? parts.split(' ').map((part) => `::part(${part}) { outline: 1px dashed #e11d8f }`) : []),
    ].join('\n'),
  )
  form.elements.widthText.value = `${width} px`
}

let bff
let showing = Promise.resolve()
const show = async () => {
  const choices = Object.fromEntries(new FormData(form))
  const { scene, theme, lang, display, loading, autojoin, thumbnails, slotted } = choices
  stage.replaceChildren()
  bff?.restore()
  afterScene()
  bff = mockBff()
  style(choices)
  const named = ({ name }) => name === scene
  const recordingScene = recordingScenes.find(named)
  const attributes = Object.entries({
    ...(theme !== 'auto' && { theme }),
    ...(recordingScene
      ? { ...(thumbnails && { thumbnails: '' }) }
      : {
          ...(display !== 'auto' && { display }),
          ...(loading !== 'eager' && { loading }),
          ...(autojoin && { autojoin: '' }),
        }),
  })
  const tag = recordingScene ? 'bbb-recordings' : 'bbb-room'
  markup.textContent = [
    `<${tag} endpoint="https://meet.example/t/acme" room="algebra-101" token-endpoint="/meeting-token"`,
    ...attributes.map(([name, value]) => ` ${name}${value && `="${value}"`}`),
    `></${tag}>`,
  ].join('')
  if (recordingScene) await loadRecordings()
  const element = recordingScene
    ? await showRecordingScene(recordingScene, bff, stage, lang, Object.fromEntries(attributes))
    : await showScene(scenes.find(named), bff, stage, lang, Object.fromEntries(attributes))
  if (slotted && element.state) {
    const more = document.createElement('p')
    more.slot = element.state
    more.textContent = `A host’s own words, in the slot “${element.state}”.`
    element.append(more)
  }
  document.body.dataset.shown = scene
}
for (const name of ['state-change', 'joined', 'left', 'ended', 'error', 'diagnostic']) {
  document.addEventListener(`bbb-room-${name}`, ({ type, detail }) => {
    const item = document.createElement('li')
    const strong = document.createElement('b')
    strong.textContent = type
    item.append(strong, ` ${JSON.stringify(detail)}`)
    events.prepend(item)
  })
}
form.addEventListener('input', ({ target }) => {
  const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value))
  history.replaceState(null, '', `?${chosen}`)
  if (['width', 'accent', 'radius', 'outlined'].includes(target.name)) style(Object.fromEntries(new FormData(form)))
  else showing = showing.then(show)
})
showing = show()
