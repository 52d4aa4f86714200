import { html } from 'lit'
import type { SessionState } from '../controllers/session-state.ts'
import { failureText } from '../localisation/failure-text.ts'
import { fill } from '../localisation/fill.ts'
import { card, primary, type ViewContext } from './view.ts'

export const failed = ({ error, isHandled }: Extract<SessionState, { name: 'error' }>, { t, refresh }: ViewContext) => {
  if (isHandled) return html`<slot name="error"></slot>`
  const [heading, text] = failureText(error, t)
  const { requestId } = error.facts
  return card({
    name: 'error',
    tone: 'bad',
    status: t.errorStatus,
    heading,
    text,
    body: html`${requestId ? html`<p class="small">${fill(t.reference, { id: requestId })}</p>` : ''}<slot></slot>`,
    actions: primary(t.tryAgain, refresh),
  })
}
