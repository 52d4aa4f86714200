import { html, nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { fill } from '../localisation/fill.ts'
import { primary, secondary, type Card, type ViewContext } from './view.ts'

export const ready = (
  { info, isBlocked, isElsewhere }: StateNamed<'ready'>,
  { t, tag, join, checkDevices }: ViewContext,
): Card => {
  const isRunning = info.state === 'running'
  const joins = isRunning || info.role === 'viewer'
  const label = info.record ? (joins ? t.agreeAndJoin : t.agreeAndStart) : joins ? t.join : t.start
  const count = new Intl.NumberFormat(tag).format(info.participant_count)
  return {
    tone: 'live',
    status: isRunning ? t.runningStatus : t.readyStatus,
    heading: isBlocked ? t.blockedTitle : info.name,
    text: isBlocked ? t.blockedText : isRunning ? fill(t.runningText, { count }) : t.readyText,
    body: html`${info.record ? html`<p part="notice" class="notice record">${t.recordNotice}</p>` : nothing}${
      isElsewhere ? html`<p part="notice" class="notice">${t.elsewhere}</p>` : nothing
    }`,
    actions: html`${primary(label, () => join())}${
      isBlocked ? secondary(t.openHere, () => join('_self')) : secondary(t.devices, checkDevices, 'quiet')
    }`,
  }
}
