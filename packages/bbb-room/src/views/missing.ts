import { html, type TemplateResult } from 'lit'
import type { Messages } from '../localisation/en.ts'
import { sentences } from '../localisation/sentences.ts'
import { primary, secondary, type Card } from './view.ts'

/** Stands in for a view whose file does not come: words alone. */
export const missing = (t: Messages, load: () => void): Card => ({
  tone: 'bad',
  emblem: '',
  status: t.errorStatus,
  heading: t.wrongTitle,
  text: t.wrongText,
  body: html`<slot></slot>`,
  actions: primary(t.tryAgain, load),
})

/** The same of a panel. */
export const missingPanel = (t: Messages, close: () => void): TemplateResult =>
  html`<div part="panel" class="panel">
    <p role="alert">${sentences(t.wrongTitle, t.wrongText)}</p>
    <div part="actions">${secondary(t.close, close)}</div>
  </div>`
