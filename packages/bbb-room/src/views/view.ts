import { html, nothing, type TemplateResult } from 'lit'
import type { Messages } from '../localisation/en.ts'
import type { RoomError } from '../room-error.ts'
import { icon } from './icon.ts'
import { microphone } from './icons.ts'

/** What a person can do, as views call it. */
export interface ViewActions {
  readonly join: (place?: '_self' | 'tab') => void
  readonly leave: () => void
  readonly askToEnd: (isEnding: boolean) => void
  readonly end: () => void
  readonly refresh: () => void
  readonly startAnyway: () => void
  /** Opens the device check, or closes it. */
  readonly checkDevices: () => void
  /** Speaks it, to those who do not see what changed. */
  readonly say: (text: string) => void
  /** Absent where the browser cannot notify, or the person has said yes already. */
  readonly notify: (() => void) | undefined
}

/** What a view needs beside its state. */
export interface ViewContext extends ViewActions {
  readonly t: Messages
  /** BCP 47 tag for dates and numbers. */
  readonly tag: string
  /** Whether the person has asked to be told when the room opens. */
  readonly isNotified: boolean
  /** Whether the device check is open. */
  readonly isChecking: boolean
  /** What happened and what to do, of something that the person has pressed in vain. */
  readonly failureText: (error: RoomError) => readonly [title: string, fix: string]
  /** The room's recordings, unless the page shows them itself. */
  readonly recordings: () => unknown
}

/** What every state shows, in the same places, so that nothing jumps when the state changes. */
export interface Card {
  /** Colours the status: something is on, is coming, or needs the person. */
  tone?: 'live' | 'wait' | 'bad' | undefined
  /** Before the words: an icon, or what stands in its place. */
  emblem: unknown
  status: string
  /** The room's, where the heading does not say it. */
  room?: string | undefined
  /** Takes the focus when the state changes under the person's hands. */
  heading: string
  text?: string | undefined
  /** What else is there to hear; spoken by itself when it comes later. */
  also?: readonly string[] | undefined
  body?: unknown
  actions?: unknown
  /** Something larger, below all of it. */
  below?: unknown
}

/** Draws a card; `name` is its state, and the name of its slot. */
export const drawCard = (
  name: string,
  { tone, emblem, status, room, heading, text, body, actions, below }: Card,
): TemplateResult =>
  html`<div class="words">
      <div part="icon" class="emblem ${tone ?? 'calm'}">${emblem}</div>
      <p part="status" class="status ${tone ?? 'calm'}">${status}</p>
      ${room ? html`<p part="room" class="small">${room}</p>` : nothing}
      <h2 part="heading" tabindex="-1">${heading}</h2>
      ${text ? html`<p part="text">${text}</p>` : nothing}${body ?? nothing}
      <slot name=${name}></slot>
    </div>
    ${actions ? html`<div part="actions">${actions}</div>` : nothing}${below ?? nothing}`

/** The one thing to press. @param path of its icon */
export const primary = (label: string, press: () => void, path?: string, look?: string): TemplateResult =>
  html`<button part="button primary" class="primary" @click=${press}>
    ${path ? icon(path, look) : nothing}${label}
  </button>`

/** Another thing to press; `quiet` ones look like text. */
export const secondary = (label: string, press: () => void, look = '', path?: string): TemplateResult =>
  html`<button part="button" class=${look} @click=${press}>${path ? icon(path) : nothing}${label}</button>`

/** Opens the device check below, and closes it again. */
export const devices = ({ t, checkDevices, isChecking }: ViewContext): TemplateResult =>
  html`<button part="button" class="quiet" aria-expanded=${isChecking} @click=${checkDevices}>
    ${icon(microphone)}${t.devices}
  </button>`

/** A fact with its icon. */
export const fact = (path: string, text: string): TemplateResult => html`<span>${icon(path)}${text}</span>`

/** Something to know before going on. */
export const notice = (path: string, text: string, look = ''): TemplateResult =>
  html`<p part="notice" class="notice ${look}">${icon(path)}<span>${text}</span></p>`
