import { html, nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { failureText } from '../localisation/failure-text.ts'
import { fill } from '../localisation/fill.ts'
import { primary, type Card, type ViewContext } from './view.ts'

export const failed = ({ error }: StateNamed<'error'>, { t, refresh }: ViewContext): Card => {
  const [heading, text] = failureText(error, t)
  const { requestId } = error.facts
  return {
    tone: 'bad',
    status: t.errorStatus,
    heading,
    text,
    body: html`${requestId ? html`<p class="small">${fill(t.reference, { id: requestId })}</p>` : nothing}<slot
      ></slot>`,
    actions: primary(t.tryAgain, refresh),
  }
}
