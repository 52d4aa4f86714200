import { html, nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { fill } from '../localisation/fill.ts'
import { icon } from './icon.ts'
import { camera, exit } from './icons.ts'
import { alert } from './later-icons.ts'
import { primary, secondary, type Card, type ViewContext } from './view.ts'

export const left = ({ info, reason }: StateNamed<'left'>, { t, join }: ViewContext): Card => {
  const [heading, text] =
    reason === 'kicked'
      ? [t.kickedTitle, t.kickedText]
      : reason === 'failed'
        ? [t.failedTitle, t.failedText]
        : reason === 'ended'
          ? [fill(t.endedTitle, { name: info.name })]
          : [t.leftTitle, t.leftText]
  return {
    tone: reason === 'left' || reason === 'ended' ? undefined : 'bad',
    emblem: reason === 'failed' ? icon(alert) : icon(exit, 'mirror'),
    status: t.leftStatus,
    room: reason === 'ended' ? undefined : info.name,
    heading,
    text,
    actions: html`${primary(t.joinAgain, () => join(), camera)}${
      reason === 'failed' ? secondary(t.openInTab, () => join('tab')) : nothing
    }`,
  }
}
