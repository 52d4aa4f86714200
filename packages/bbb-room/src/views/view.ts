import { html, nothing, type TemplateResult } from 'lit'
import type { Messages } from '../localisation/en.ts'

/** What a view needs beside its state. */
export interface ViewContext {
  readonly t: Messages
  /** BCP 47 tag for dates and numbers. */
  readonly tag: string
  readonly join: (target?: '_self') => void
  readonly leave: () => void
  readonly end: () => void
  readonly refresh: () => void
}

/** What every state shows, in the same places. */
export interface Card {
  /** Name of the state: its slot and its look. */
  name: string
  /** Colours the dot: something is on, is coming, needs the person, or nothing of it. */
  tone?: 'live' | 'wait' | 'bad' | undefined
  status: string
  heading: string
  text?: string | undefined
  body?: unknown
  actions?: unknown
}

/** One layout for all states, so that nothing jumps when the state changes. */
export const card = ({ name, tone, status, heading, text, body, actions }: Card): TemplateResult => html`
  <div class="words">
    <p part="status" class="status ${tone ?? ''}">${status}</p>
    <h2 part="heading" tabindex="-1">${heading}</h2>
    ${text ? html`<p part="text">${text}</p>` : nothing}${body ?? nothing}
    <slot name=${name}></slot>
  </div>
  ${actions ? html`<div part="actions">${actions}</div>` : nothing}
`

export const primary = (label: string, press: () => void): TemplateResult =>
  html`<button part="button primary" class="primary" @click=${press}>${label}</button>`

export const secondary = (label: string, press: () => void): TemplateResult =>
  html`<button part="button" @click=${press}>${label}</button>`
