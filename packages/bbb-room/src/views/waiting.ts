import { html, nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { icon } from './icon.ts'
import { bell, door } from './icons.ts'
import { devices, notice, secondary, type Card, type ViewContext } from './view.ts'

export const waiting = ({ info }: StateNamed<'waiting'>, context: ViewContext): Card => {
  const { t, notify, isNotified } = context
  return {
    tone: 'wait',
    emblem: icon(door),
    status: t.waitingStatus,
    heading: info.name,
    text: t.waitingText,
    also: isNotified ? [t.notifySet] : undefined,
    body: isNotified ? notice(bell, t.notifySet) : undefined,
    actions: html`${notify ? secondary(t.notify, notify, '', bell) : nothing}${devices(context)}`,
  }
}
