import type { SessionState } from '../controllers/session-state.ts'
import { card, primary, type ViewContext } from './view.ts'

export const denied = ({ code }: Extract<SessionState, { name: 'denied' }>, { t, refresh }: ViewContext) => {
  const [heading, text] =
    code === 'ROOM_FULL'
      ? [t.fullTitle, t.fullText]
      : code === 'GUESTS_REFUSED'
        ? [t.guestsTitle, t.guestsText]
        : code === 'ROOM_CLOSED'
          ? [t.closedTitle, t.closedText]
          : [t.deniedTitle, t.deniedText]
  return card({
    name: 'denied',
    tone: 'bad',
    status: t.deniedStatus,
    heading,
    text,
    actions: primary(t.tryAgain, refresh),
  })
}
