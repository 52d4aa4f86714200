import { html, nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { sentences } from '../localisation/sentences.ts'
import { endAnswers } from './end-answers.ts'
import { icon } from './icon.ts'
import { exit, tab } from './icons.ts'
import { primary, secondary, type Card, type ViewContext } from './view.ts'

/** The meeting in a tab of its own. */
export const joined = (
  { info, isEnding, isEndSent, endError, isBlocked, isHere }: StateNamed<'joined'>,
  context: ViewContext,
): Card => {
  const { t, join, leave, askToEnd, failureText } = context
  const [heading, text] = isEnding
    ? [t.endTitle, t.endText]
    : endError
      ? [t.endFailed, sentences(...failureText(endError))]
      : isBlocked
        ? [t.blockedTitle, t.blockedText]
        : isHere
          ? [t.joiningTitle]
          : [t.joinedTitle, t.joinedText]
  return {
    tone: isEnding || endError ? 'bad' : 'live',
    emblem: isEnding ? icon(exit, 'mirror') : icon(tab, 'mirror'),
    status: t.joinedStatus,
    room: info.name,
    heading,
    text,
    actions: isEnding
      ? endAnswers(isEndSent, context)
      : html`${primary(t.openAgain, () => join(), tab, 'mirror')}${
          isBlocked ? secondary(t.openHere, () => join('_self')) : nothing
        }${secondary(t.leftIt, leave)}${
          info.can.end ? secondary(t.endForAll, () => askToEnd(true), 'quiet danger') : nothing
        }`,
  }
}
