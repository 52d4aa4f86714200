import { html, nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { fill } from '../localisation/fill.ts'
import { icon } from './icon.ts'
import { camera, clock, people, record, tab } from './icons.ts'
import { devices, fact, notice, primary, secondary, type Card, type ViewContext } from './view.ts'

const timeText = (timestamp: string, tag: string): string =>
  new Intl.DateTimeFormat(tag, { hour: 'numeric', minute: '2-digit' }).format(new Date(timestamp))

export const ready = ({ info, isBlocked, isElsewhere }: StateNamed<'ready'>, context: ViewContext): Card => {
  const { t, tag, join } = context
  const isRunning = info.state === 'running'
  const joins = isRunning || info.role === 'viewer'
  const label = info.record ? (joins ? t.agreeAndJoin : t.agreeAndStart) : joins ? t.join : t.start
  const count = new Intl.NumberFormat(tag).format(info.participant_count)
  return {
    tone: 'live',
    emblem: icon(isBlocked ? tab : camera),
    status: isRunning ? t.runningStatus : t.readyStatus,
    heading: isBlocked ? t.blockedTitle : info.name,
    text: isBlocked ? t.blockedText : isRunning ? undefined : t.readyText,
    also: [...(info.record ? [t.recordNotice] : []), ...(isElsewhere ? [t.elsewhere] : [])],
    body: html`${
      isRunning && !isBlocked
        ? html`<p part="facts" class="facts">
            ${fact(people, fill(t.runningText, { count }))}${
              info.started_at ? fact(clock, fill(t.since, { time: timeText(info.started_at, tag) })) : nothing
            }
          </p>`
        : nothing
    }${info.record ? notice(record, t.recordNotice, 'record') : nothing}${
      isElsewhere ? notice(tab, t.elsewhere) : nothing
    }`,
    actions: html`${primary(label, () => join(), camera)}${
      isBlocked ? secondary(t.openHere, () => join('_self')) : devices(context)
    }`,
  }
}
