import { escapeHtml, renderPage, scriptJson } from './page.ts'
import type { RoomState } from './room-state.ts'

const STYLE = `
body{display:grid;grid-template:auto minmax(0,1fr) auto/minmax(180px,240px) minmax(0,1fr);background:var(--deep)}
header{grid-column:1/-1;display:flex;align-items:center;gap:14px;padding:10px 18px;color:#fff;background:#0b2239;border-bottom:1px solid #1b3653}
header h1{font-size:1.05rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
header .rec,header .time{flex:none}
header h1{min-width:0}
header .time{margin-left:auto;font-variant-numeric:tabular-nums;color:#b9cbdd}
header .rec{display:inline-flex;gap:7px;align-items:center;font-size:.85rem;font-weight:600;padding:3px 10px;border-radius:99px;background:#c5283d33;color:#ffb3bd}
header .rec::before{content:"";width:9px;height:9px;border-radius:50%;background:#ff5a6e}
aside{background:var(--paper);padding:16px;overflow:auto}
aside h2{font-size:.78rem;letter-spacing:.06em;text-transform:uppercase;color:var(--muted);margin-bottom:10px}
aside section+section{margin-top:22px}
ul{list-style:none;display:grid;gap:9px}
li{display:flex;align-items:center;gap:10px;min-width:0}
li .who{min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
li small{display:block;color:var(--muted);font-size:.78rem;line-height:1.2}
.face{flex:none;width:34px;height:34px;display:grid;place-items:center;color:#fff;font-weight:700;border-radius:50%}
.face.MODERATOR{border-radius:9px}
li button{margin-left:auto;padding:.25em .7em;font-size:.8rem;white-space:nowrap;flex:none}
main{display:grid;place-items:center;padding:22px;min-width:0;min-height:0}
.slide{width:min(100%,900px);aspect-ratio:16/9;max-height:100%;background:var(--paper);border-radius:10px;display:grid;align-content:center;justify-items:center;gap:10px;text-align:center;padding:24px;box-shadow:0 18px 50px #0008;background-image:radial-gradient(circle at 88% 12%,#dcebfb 0 14%,transparent 14.4%),radial-gradient(circle at 8% 92%,#e8f1fb 0 22%,transparent 22.4%)}
.slide strong{font-size:clamp(1.3rem,3.4vw,2.4rem);line-height:1.15;overflow-wrap:anywhere}
.slide span{color:var(--muted)}
footer{grid-column:1/-1;display:flex;justify-content:center;gap:10px;flex-wrap:wrap;padding:12px;background:#0b2239;border-top:1px solid #1b3653}
dialog{border:0;border-radius:14px;padding:28px 34px;text-align:center;box-shadow:0 20px 60px #0008}
dialog::backdrop{background:#06172acc}
dialog p{color:var(--muted);margin:6px 0 18px}
@media (max-width:620px){body{grid-template:auto auto minmax(0,1fr) auto/minmax(0,1fr)}aside{max-height:32vh}}
`

/** Asks for the room's state every two seconds, which is its heartbeat too, and draws what it hears. */
const SCRIPT = `
const $ = (id) => document.getElementById(id)
const token = new URLSearchParams(location.search).get('sessionToken')
const call = (action, fields = {}) =>
  fetch('/html5client/' + action, { method: 'POST', body: new URLSearchParams({ sessionToken: token, ...fields }) })
const COLOURS = ['#0f70d7', '#6a3fb5', '#0b7a75', '#b5476a', '#8a5a00', '#2f6b2f', '#44546a']
const colourOf = (name) => COLOURS[[...name].reduce((sum, c) => sum + c.codePointAt(0), 0) % COLOURS.length]
let isLeaving = false

function row(name, role, note) {
  const item = document.createElement('li')
  const face = document.createElement('span')
  face.className = 'face ' + role
  face.style.background = colourOf(name)
  face.textContent = [...name].slice(0, 2).join('')
  face.ariaHidden = 'true'
  const who = document.createElement('span')
  who.className = 'who'
  who.textContent = name
  if (note) {
    const small = document.createElement('small')
    small.textContent = note
    who.append(small)
  }
  item.append(face, who)
  return item
}

function draw(state) {
  if (state.ended || state.gone) return finish(state)
  $('participants-title').textContent = 'Participants (' + state.participants.length + ')'
  $('participants').replaceChildren(...state.participants.map(({ name, role, isMe }) =>
    row(name, role, [role === 'MODERATOR' ? 'Moderator' : '', isMe ? 'You' : ''].filter(Boolean).join(' · '))))
  $('waiting-section').hidden = state.waiting.length === 0
  $('waiting').replaceChildren(...state.waiting.map(({ id, name }) => {
    const item = row(name, 'VIEWER', 'Waiting')
    const button = document.createElement('button')
    button.textContent = 'Let in'
    button.onclick = () => call('admit', { user: id }).then(beat)
    item.append(button)
    return item
  }))
  $('rec').hidden = !state.recording
  $('record').hidden = !state.canRecord
  $('record').textContent = state.recording ? 'Stop recording' : 'Start recording'
  const minutes = String(Math.floor(state.elapsedSeconds / 60)).padStart(2, '0')
  $('time').textContent = minutes + ':' + String(state.elapsedSeconds % 60).padStart(2, '0')
}

function finish(state) {
  if (isLeaving) return
  isLeaving = true
  clearInterval(timer)
  $('over-title').textContent = state.ended ? 'The meeting has ended' : 'You were disconnected'
  $('ok').onclick = () => location.replace(state.logoutURL)
  $('over').showModal()
  setTimeout(() => location.replace(state.logoutURL), 2500)
}

async function beat() {
  const response = await fetch('/html5client/state?' + new URLSearchParams({ sessionToken: token })).catch(() => undefined)
  if (response?.ok) draw(await response.json())
  else if (response?.status === 401) finish({ ended: false, logoutURL: first.logoutURL })
}

$('leave').onclick = async () => {
  isLeaving = true
  await call('leave').catch(() => undefined)
  location.replace(first.logoutURL)
}
$('end')?.addEventListener('click', () => call('end').then(beat))
$('record').onclick = () => call('record').then(beat)
addEventListener('pagehide', () => {
  if (!isLeaving) navigator.sendBeacon('/html5client/closing', new URLSearchParams({ sessionToken: token }))
})
draw(first)
const timer = setInterval(beat, 2000)
`

/** The client: a stand-in for BigBlueButton's, as simple as can be. */
export function roomPage(state: RoomState): string {
  const isModerator = state.me.role === 'MODERATOR'
  const name = escapeHtml(state.meetingName)
  const body = `
<header>
  <h1>${name}</h1>
  <span class="rec" id="rec" hidden>Recording</span>
  <span class="time" id="time" aria-label="Time since the start"></span>
</header>
<aside aria-label="People">
  <section><h2 id="participants-title">Participants</h2><ul id="participants" aria-labelledby="participants-title"></ul></section>
  <section id="waiting-section" hidden><h2>Waiting guests</h2><ul id="waiting"></ul></section>
</aside>
<main><div class="slide">
  <strong>${name}</strong>
  <span>You are in the room as <b id="me">${escapeHtml(state.me.name)}</b>, ${isModerator ? 'moderator' : 'viewer'}</span>
</div></main>
<footer>
  <button class="quiet" id="record" hidden>Start recording</button>
  <button class="quiet" id="leave">Leave</button>
  ${isModerator ? '<button class="danger" id="end">End meeting</button>' : ''}
</footer>
<dialog id="over"><h2 id="over-title"></h2><p>You will be taken back in a moment.</p><button id="ok">OK</button></dialog>`
  return renderPage({
    title: state.meetingName,
    style: STYLE,
    body,
    script: `const first = ${scriptJson(state)}\n${SCRIPT}`,
  })
}
