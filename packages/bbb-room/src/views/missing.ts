import { html } from 'lit'
import type { Messages } from '../localisation/en.ts'
import { sentences } from '../localisation/sentences.ts'
import type { Panel } from './panel.ts'
import { primary, type Card } from './view.ts'

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
export const missingPanel = (name: Panel['name']): Panel => ({
  name,
  render: (t) => html`<p role="alert">${sentences(t.wrongTitle, t.wrongText)}</p>`,
  stop: () => undefined,
})
