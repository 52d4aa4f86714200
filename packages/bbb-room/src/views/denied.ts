import type { StateNamed } from '../controllers/session-state.ts'
import { icon } from './icon.ts'
import { people } from './icons.ts'
import { again, lock } from './later-icons.ts'
import { outcome } from './outcome.ts'
import { primary, type Card, type ViewContext } from './view.ts'

export const denied = ({ info, code, look }: StateNamed<'denied'>, { t, refresh, join }: ViewContext): Card => {
  const isFull = code === 'ROOM_FULL'
  const [heading, text] = isFull
    ? [t.fullTitle, t.fullText]
    : code === 'GUESTS_REFUSED'
      ? [t.guestsTitle, t.guestsText]
      : code === 'ROOM_CLOSED'
        ? [t.closedTitle, t.closedText]
        : [t.deniedTitle, t.deniedText]
  return {
    tone: isFull || code === 'ROOM_CLOSED' ? 'wait' : 'bad',
    emblem: icon(isFull ? people : lock),
    status: look === 'looking' ? t.loadingStatus : t.deniedStatus,
    room: info?.name,
    heading,
    text,
    ...outcome(look, t),
    // Being full or refused is about one attempt: another one can go well. For the rest the BFF is asked.
    actions: primary(t.tryAgain, isFull || code === 'GUESTS_REFUSED' ? () => join() : refresh, again),
  }
}
