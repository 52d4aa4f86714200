import type { Recording, RecordingFormat } from '../recordings/recording.ts'
import { escapeHtml, renderPage, scriptJson } from './page.ts'

const STYLE = `
body{display:grid;grid-template-rows:auto 1fr;background:var(--deep);color:#fff}
header{padding:14px 22px;background:#0b2239;border-bottom:1px solid #1b3653}
header h1{font-size:1.1rem;overflow-wrap:anywhere}
header p{color:#b9cbdd;font-size:.88rem}
main{display:grid;place-content:center;padding:24px;min-height:0}
figure{margin:0;width:min(92vw,960px,calc((100vh - 200px)*16/9));border-radius:12px;overflow:hidden;box-shadow:0 20px 60px #0009;background:#0b2239}
.stage{position:relative;aspect-ratio:16/9;background:var(--paper);color:var(--ink);display:grid;place-content:center;text-align:center;padding:24px;gap:8px}
.stage strong{font-size:clamp(1.3rem,3.6vw,2.5rem);line-height:1.15;overflow-wrap:anywhere}
.stage span{color:var(--muted)}
.wave{display:flex;gap:5px;height:44px;align-items:center;justify-content:center}
.wave i{width:6px;height:12px;border-radius:3px;background:var(--brand)}
.playing .wave i{animation:talk 900ms ease-in-out infinite alternate}
.wave i:nth-child(2n){animation-delay:-300ms}.wave i:nth-child(3n){animation-delay:-600ms}
@keyframes talk{to{height:40px}}
@media (prefers-reduced-motion:reduce){.playing .wave i{animation:none}}
.controls{display:flex;align-items:center;gap:14px;padding:12px 16px}
.controls button{width:92px}
.controls input{flex:1;accent-color:#5aa9f8;min-width:60px}
.controls output{font-variant-numeric:tabular-nums;color:#b9cbdd;white-space:nowrap}
`

const SCRIPT = `
const $ = (id) => document.getElementById(id)
const clock = (seconds) => Math.floor(seconds / 60) + ':' + String(Math.floor(seconds % 60)).padStart(2, '0')
let position = 0
let last
let isPlaying = false
function draw() {
  $('seek').value = String(position)
  $('time').textContent = clock(position) + ' / ' + clock(total)
  $('play').textContent = isPlaying ? 'Pause' : 'Play'
  $('player').classList.toggle('playing', isPlaying)
}
function tick(now) {
  if (!isPlaying) return
  position = Math.min(total, position + (now - last) / 1000)
  last = now
  if (position >= total) isPlaying = false
  draw()
  requestAnimationFrame(tick)
}
$('play').onclick = () => {
  isPlaying = !isPlaying
  if (position >= total) position = 0
  last = performance.now()
  draw()
  requestAnimationFrame(tick)
}
$('seek').oninput = () => { position = Number($('seek').value); draw() }
draw()
`

/** A stand-in for the player of a recording. */
export function playerPage(recording: Recording, format: RecordingFormat): string {
  const seconds = Math.max(1, Math.round((recording.endTime - recording.startTime) / 1000))
  const date = new Date(recording.startTime).toUTCString().replace(/:\d\d GMT$/, ' UTC')
  const people = recording.participants === undefined ? '' : ` · ${recording.participants} participants`
  const name = escapeHtml(recording.name)
  const body = `
<header><h1>${name}</h1><p>${escapeHtml(date)}${people} · ${escapeHtml(format.type)}</p></header>
<main><figure id="player" aria-label="Recording player">
  <div class="stage"><strong>${name}</strong><span>Recorded class</span>
    <div class="wave" aria-hidden="true">${'<i></i>'.repeat(12)}</div></div>
  <div class="controls"><button id="play">Play</button>
    <input id="seek" type="range" min="0" max="${seconds}" step="0.1" value="0" aria-label="Position">
    <output id="time"></output></div>
</figure></main>`
  return renderPage({
    title: recording.name,
    style: STYLE,
    body,
    script: `const total = ${scriptJson(seconds)}\n${SCRIPT}`,
  })
}
