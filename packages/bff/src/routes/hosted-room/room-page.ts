import { html, raw } from 'hono/html'
import { pageStyle } from '../page-style.ts'
import type { PageLanguage } from '../page-texts/page-language.ts'
import { sourceHash } from '../source-hash.ts'

/** What the hosted page is made of. Nothing here depends on whether the room exists. */
export interface RoomPage {
  language: PageLanguage
  /** The tenant's base URL, as the element takes it. */
  endpoint: string
  room: string
  elementUrl: string
  offersSignIn: boolean
  /** What was sent already, where no script runs. */
  filled: FilledIn | Record<string, never>
}

/** The form as it was sent, and what to say of it. */
export interface FilledIn {
  way: 'guest' | 'sign-in'
  name?: string
  access_code?: string
  said?: string
  asksToAgree?: boolean
}

const style = `${pageStyle}
body{margin:0;min-height:100vh;min-height:100dvh;display:grid;grid-template-rows:1fr auto}
main{width:100%;max-width:44rem;margin:auto;padding:24px;display:grid;gap:16px}
section{padding:clamp(20px,5vw,32px);max-width:26rem;width:100%;margin:auto;display:grid;gap:20px}
h2{font-size:1rem;line-height:1.25;margin:0}
form{display:grid;gap:14px;margin:0}
label{display:grid;gap:4px;font-weight:600;font-size:.875rem}
label.agree{grid-template-columns:auto 1fr;gap:10px;align-items:start;font-weight:400;font-size:1rem}
input{font:inherit;font-size:1rem;font-weight:400;color:inherit}
input:not([type=checkbox]){background:light-dark(#f4f6f9,#0d0f14);border:1px solid var(--muted);border-radius:10px;padding:10px 12px;width:100%}
input[type=checkbox]{width:20px;height:20px;margin:2px 0 0;accent-color:var(--accent)}
button,a.button{font:inherit;font-weight:600;cursor:pointer;text-align:center;text-decoration:none;border:1px solid transparent;border-radius:10px;padding:11px 16px;background:var(--accent);color:var(--on-accent)}
.button~form{border-top:1px solid var(--border);padding-top:20px}
.button~form button,.button~noscript button{background:none;color:var(--accent);border-color:var(--accent);width:100%}
footer{padding:16px 24px;text-align:center}
footer button{background:none;color:var(--muted);font-weight:400;padding:8px;text-decoration:underline}
p{margin:0}
[role=alert]{color:var(--bad)}
[role=alert]:empty{display:none}
[hidden]{display:none!important}`

/**
 * Finds a way in, in this order: a session, an access code. The element is made only then, so that it never asks for a
 * token that nobody has. Fixed text: what differs stands in data attributes.
 */
const script = `
const page = document.currentScript.dataset
const [ways, guest, signOut] = ['ways', 'guest', 'sign-out'].map((id) => document.getElementById(id))
ways.hidden = signOut.hidden = true
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
    const { name, access_code: code } = Object.fromEntries(new FormData(guest))
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

/** The page as HTML. Without scripts its forms lead straight into the meeting. */
export function roomPage({
  language: { language, texts },
  endpoint,
  room,
  elementUrl,
  offersSignIn,
  filled,
}: RoomPage) {
  const said = texts.room
  const here = `${endpoint}/v1/r/${room}`
  const isGuest = filled.way !== 'sign-in'
  // prettier-ignore
  const agree = filled.asksToAgree === true
    ? html`<p>${said.recorded}</p><label class="agree"><input type="checkbox" name="agree" value="yes" required> ${said.agree}</label>`
    : ''
  const alert = (isHere: boolean) => (isHere ? (filled.said ?? '') : '')
  // The policy knows style and script by their exact text.
  // prettier-ignore
  return html`<!doctype html>
<html lang="${language}" dir="${texts.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${said.title}</title><style>${raw(style)}</style><script type="module" src="${elementUrl}"></script></head>
<body><main><section id="ways" class="card">
<h1>${offersSignIn ? said.title : said.guestTitle}</h1>
${offersSignIn ? html`<a class="button" href="${endpoint}/v1/sign-in?room=${room}">${said.signIn}</a>
<noscript><form method="post" action="${here}"><input type="hidden" name="way" value="sign-in">${isGuest ? '' : agree}<p role="alert">${alert(!isGuest)}</p><button>${said.signedIn}</button></form></noscript>` : ''}
<form id="guest" method="post" action="${here}">${offersSignIn ? html`<h2>${said.guestTitle}</h2>` : ''}<input type="hidden" name="way" value="guest"><label>${said.name} <input name="name" value="${filled.name ?? ''}" required minlength="2" maxlength="64" autocomplete="name"></label>
<label>${said.accessCode} <input name="access_code" value="${filled.access_code ?? ''}" required maxlength="64" autocomplete="off" autocapitalize="off" spellcheck="false"></label>
${isGuest ? agree : ''}<p id="said" role="alert">${alert(isGuest)}</p><button>${said.enter}</button></form></section></main>
<footer><form id="sign-out" method="post" action="${endpoint}/v1/sign-out"${offersSignIn ? '' : raw(' hidden')}><input type="hidden" name="room" value="${room}"><button>${said.signOut}</button></form></footer>
<script data-endpoint="${endpoint}" data-room="${room}" data-sign-in="${offersSignIn ? 'yes' : ''}" data-refused="${said.refused}" data-failed="${said.failed}">${raw(script)}</script></body></html>
`
}
