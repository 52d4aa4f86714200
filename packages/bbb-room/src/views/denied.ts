import type { StateNamed } from '../controllers/session-state.ts'
import { primary, type Card, type ViewContext } from './view.ts'

export const denied = ({ code }: StateNamed<'denied'>, { t, refresh, join }: ViewContext): Card => {
  const [heading, text] =
    code === 'ROOM_FULL'
      ? [t.fullTitle, t.fullText]
      : code === 'GUESTS_REFUSED'
        ? [t.guestsTitle, t.guestsText]
        : code === 'ROOM_CLOSED'
          ? [t.closedTitle, t.closedText]
          : [t.deniedTitle, t.deniedText]
  return {
    tone: 'bad',
    status: t.deniedStatus,
    heading,
    text,
    // Being full or refused is about one attempt: another one can go well. For the rest the BFF is asked.
    actions: primary(t.tryAgain, code === 'ROOM_FULL' || code === 'GUESTS_REFUSED' ? () => join() : refresh),
  }
}
