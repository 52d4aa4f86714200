import { html, nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { failureText } from '../localisation/failure-text.ts'
import { fill } from '../localisation/fill.ts'
import { icon } from './icon.ts'
import { people } from './icons.ts'
import { again, alert, offline, person, server } from './later-icons.ts'
import { primary, type Card, type ViewContext } from './view.ts'

const icons: Readonly<Record<string, string>> = {
  OFFLINE: offline,
  BFF_UNREACHABLE: server,
  BBB_UNAVAILABLE: server,
  STORE_UNAVAILABLE: server,
  TOKEN_UNAVAILABLE: person,
  TOKEN_INVALID: person,
  TOKEN_EXPIRED: person,
  RATE_LIMITED: people,
  OVERLOADED: people,
}

export const failed = ({ error, isRetried }: StateNamed<'error'>, { t, refresh }: ViewContext): Card => {
  const [heading, text] = failureText(error, t, isRetried)
  const { requestId } = error.facts
  return {
    // What passes by itself need not alarm anybody.
    tone: isRetried ? 'wait' : 'bad',
    emblem: icon(icons[error.code] ?? alert),
    status: t.errorStatus,
    heading,
    text,
    body: html`<slot></slot
      >${requestId ? html`<p class="small">${fill(t.reference, { id: requestId })}</p>` : nothing}`,
    actions: primary(t.tryAgain, refresh, again),
  }
}
