import { html } from 'lit'
import type { SessionState } from '../controllers/session-state.ts'
import { fill } from '../localisation/fill.ts'
import { card, primary, secondary, type ViewContext } from './view.ts'

export const ready = ({ info, isBlocked }: Extract<SessionState, { name: 'ready' }>, { t, tag, join }: ViewContext) => {
  const isRunning = info.state === 'running'
  return card({
    name: 'ready',
    tone: isRunning ? 'live' : undefined,
    status: isRunning ? t.runningStatus : t.readyStatus,
    heading: isBlocked ? t.blockedTitle : info.name,
    text: isBlocked
      ? t.blockedText
      : isRunning
        ? fill(t.runningText, { count: new Intl.NumberFormat(tag).format(info.participant_count) })
        : t.readyText,
    actions: html`${primary(isRunning || info.role === 'viewer' ? t.join : t.start, () => join())}${
      isBlocked ? secondary(t.openHere, () => join('_self')) : ''
    }`,
  })
}
