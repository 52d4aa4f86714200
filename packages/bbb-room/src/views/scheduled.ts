import { html } from 'lit'
import { saveMeetingDate } from '../calendar/meeting-ics.ts'
import type { StateNamed } from '../controllers/session-state.ts'
import { fill } from '../localisation/fill.ts'
import { countdown } from './countdown.ts'
import { icon } from './icon.ts'
import { clock } from './icons.ts'
import { calendar } from './later-icons.ts'
import { devices, primary, type Card, type ViewContext } from './view.ts'

/** The moment in the person's own time zone, which is named. */
const momentText = (timestamp: string, tag: string): string =>
  new Intl.DateTimeFormat(tag, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(timestamp))

/** A leaf of a calendar. The text says the whole date, so it is for the eye alone. */
const leaf = (timestamp: string, tag: string): unknown => {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, options).format(new Date(timestamp))
  return html`<span class="leaf" aria-hidden="true"
    ><span>${part({ month: 'short' })}</span><b>${part({ day: 'numeric' })}</b></span
  >`
}

export const scheduled = ({ info, opensAtMs }: StateNamed<'scheduled'>, context: ViewContext): Card => {
  const { t, tag } = context
  return {
    tone: 'wait',
    emblem: info.opens_at ? leaf(info.opens_at, tag) : icon(clock),
    status: t.scheduledStatus,
    heading: info.name,
    text: info.opens_at ? fill(t.scheduledText, { when: momentText(info.opens_at, tag) }) : undefined,
    body: html`<p part="countdown" role="timer" aria-live="off">${countdown(opensAtMs, tag)}</p>`,
    actions: html`${info.opens_at ? primary(t.saveDate, () => saveMeetingDate(info), calendar) : ''}${devices(context)}`,
  }
}
