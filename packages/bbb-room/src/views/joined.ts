import { html, nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { icon } from './icon.ts'
import { exit, tab } from './icons.ts'
import { primary, secondary, type Card, type ViewContext } from './view.ts'

/** The meeting in a tab of its own. */
export const joined = (
  { info, isEnding }: StateNamed<'joined'>,
  { t, join, leave, askToEnd, end }: ViewContext,
): Card => ({
  tone: isEnding ? 'bad' : 'live',
  emblem: isEnding ? icon(exit, 'mirror') : icon(tab, 'mirror'),
  status: t.joinedStatus,
  heading: isEnding ? t.endTitle : t.joinedTitle,
  text: isEnding ? t.endText : t.joinedText,
  actions: isEnding
    ? html`${secondary(t.keepGoing, () => askToEnd(false))}${secondary(t.endForAll, end, 'danger')}`
    : html`${primary(t.openAgain, () => join(), tab, 'mirror')}${secondary(t.leftIt, leave)}${
        info.can.end ? secondary(t.endForAll, () => askToEnd(true), 'quiet') : nothing
      }`,
})
