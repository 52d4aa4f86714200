import { html, nothing } from 'lit'
import type { SessionState } from '../controllers/session-state.ts'
import { card, primary, secondary, type ViewContext } from './view.ts'

/** The meeting in a tab of its own. */
export const joined = ({ info }: Extract<SessionState, { name: 'joined' }>, { t, join, leave, end }: ViewContext) =>
  card({
    name: 'joined',
    tone: 'live',
    status: t.joinedStatus,
    heading: t.joinedTitle,
    text: t.joinedText,
    actions: html`${primary(t.openAgain, () => join())}${secondary(t.leftIt, leave)}${
      info.can.end ? secondary(t.endForAll, end) : nothing
    }`,
  })
