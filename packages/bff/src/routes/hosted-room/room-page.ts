import { html, raw } from 'hono/html'
import { sourceHash } from '../source-hash.ts'
import type { RoomPageTexts } from './room-page-texts.ts'

/** What the hosted page is made of. Nothing here depends on whether the room exists. */
export interface RoomPage {
  texts: RoomPageTexts
  /** The tenant's base URL, as the element takes it. */
  endpoint: string
  room: string
  elementUrl: string
  offersSignIn: boolean
}

const style = `:root{color-scheme:light dark;--ink:#18212f;--soft:#5b6675;--line:#d5dbe3;--ground:#f4f6f9;--card:#fff;--accent:#0b57d0;--on-accent:#fff;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e7ebf1;--soft:#a3aebc;--line:#3a4452;--ground:#10151c;--card:#1a212b;--accent:#8ab4f8;--on-accent:#0b1a33;--bad:#f2b8b5}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;display:grid;grid-template-rows:1fr auto}
main{width:100%;max-width:44rem;margin:auto;padding:1.5rem;display:grid;gap:1rem}
section{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:clamp(1.25rem,5vw,2rem);max-width:26rem;width:100%;margin:auto;display:grid;gap:1.25rem}
h1{font-size:1.375rem;line-height:1.25;margin:0}
h2{font-size:1rem;line-height:1.25;margin:0}
form{display:grid;gap:.875rem;margin:0}
label{display:grid;gap:.25rem;font-weight:600;font-size:.875rem}
input{font:inherit;font-weight:400;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:.625rem;padding:.625rem .75rem;width:100%}
button,a.button{font:inherit;font-weight:600;cursor:pointer;text-align:center;text-decoration:none;border:1px solid transparent;border-radius:.625rem;padding:.6875rem 1rem;background:var(--accent);color:var(--on-accent)}
a.button+form{border-top:1px solid var(--line);padding-top:1.25rem}
a.button+form button{background:none;color:var(--accent);border-color:var(--accent)}
footer{padding:1rem 1.5rem;text-align:center}
footer button{background:none;color:var(--soft);font-weight:400;padding:.5rem;text-decoration:underline}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
[role=alert]{color:var(--bad);margin:0}
[role=alert]:empty{display:none}
[hidden]{display:none!important}`

/**
 * Finds a way in, in this order: a session, an access code. The element is made only then, so that it never asks for a
 * token that nobody has. Fixed text: what differs stands in data attributes.
 */
const script = `
const page = document.currentScript.dataset
const [ways, guest, signOut] = ['ways', 'guest', 'sign-out'].map((id) => document.getElementById(id))
const ask = async (body) => {
  const answer = await fetch(page.endpoint + '/v1/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, room: page.room }),
    credentials: 'same-origin',
    cache: 'no-store',
  })
  if (!answer.ok) throw Object.assign(new Error('refused'), { status: answer.status })
  return answer.json()
}
const offer = () => {
  document.querySelector('bbb-room')?.remove()
  signOut.hidden = true
  ways.hidden = false
}
const enter = async (body) => {
  let first = await ask(body)
  const room = document.createElement('bbb-room')
  room.setAttribute('endpoint', page.endpoint)
  room.setAttribute('room', page.room)
  room.getAccessToken = async () => {
    const token = first ?? (await ask(body).catch((error) => {
      if (error.status === 401) offer()
      throw error
    }))
    first = undefined
    return token
  }
  ways.hidden = true
  document.querySelector('main').append(room)
}
guest.addEventListener('submit', async (event) => {
  event.preventDefault()
  const said = document.getElementById('said')
  const button = guest.querySelector('button')
  button.disabled = true
  said.textContent = ''
  try {
    const { name, code } = Object.fromEntries(new FormData(guest))
    await enter({ grant_type: 'urn:bbb-room:guest', name: name.trim(), access_code: code.trim() })
  } catch (error) {
    said.textContent = error.status === 403 || error.status === 400 ? page.refused : page.failed
  } finally {
    button.disabled = false
  }
})
if (page.signIn) {
  enter({ grant_type: 'urn:bbb-room:sign-in' }).then(() => { signOut.hidden = false }, offer)
} else offer()
`

/** The page's Content-Security-Policy: its own style and script by hash, the element, and what a join has to reach. */
export function roomPagePolicy({
  formOrigins,
  frameOrigins,
}: {
  formOrigins: string[]
  frameOrigins: string[]
}): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${sourceHash(script)}`,
    `style-src ${sourceHash(style)}`,
    "connect-src 'self'",
    `form-action 'self' ${formOrigins.join(' ')}`.trim(),
    `frame-src ${frameOrigins.length === 0 ? "'none'" : ["'self'", ...frameOrigins].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}

/** The page as HTML. */
export function roomPage({ texts, endpoint, room, elementUrl, offersSignIn }: RoomPage) {
  // The policy knows style and script by their exact text.
  // prettier-ignore
  return html`<!doctype html>
<html lang="${texts.language}" dir="${texts.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${texts.title}</title><style>${raw(style)}</style><script type="module" src="${elementUrl}"></script></head>
<body><main><noscript><p>${texts.noScript}</p></noscript><section id="ways" hidden>
<h1>${offersSignIn ? texts.title : texts.guestTitle}</h1>
${offersSignIn ? html`<a class="button" href="${endpoint}/v1/sign-in?room=${room}">${texts.signIn}</a>` : ''}
<form id="guest">${offersSignIn ? html`<h2>${texts.guestTitle}</h2>` : ''}<label>${texts.name} <input name="name" required minlength="2" maxlength="64" autocomplete="name"></label>
<label>${texts.accessCode} <input name="code" required maxlength="64" autocomplete="off" autocapitalize="off" spellcheck="false"></label>
<p id="said" role="alert"></p><button>${texts.enter}</button></form></section></main>
<footer><form id="sign-out" method="post" action="${endpoint}/v1/sign-out" hidden><input type="hidden" name="room" value="${room}"><button>${texts.signOut}</button></form></footer>
<script data-endpoint="${endpoint}" data-room="${room}" data-sign-in="${offersSignIn ? 'yes' : ''}" data-refused="${texts.refused}" data-failed="${texts.failed}">${raw(script)}</script></body></html>
`
}
