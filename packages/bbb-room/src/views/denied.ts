import type { StateNamed } from '../controllers/session-state.ts'
import { icon } from './icon.ts'
import { people } from './icons.ts'
import { again, lock } from './later-icons.ts'
import { primary, type Card, type ViewContext } from './view.ts'

export const denied = ({ info, code }: StateNamed<'denied'>, { t, refresh, join }: ViewContext): Card => {
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
    status: t.deniedStatus,
    room: info?.name,
    heading,
    text,
    // Being full or refused is about one attempt: another one can go well. For the rest the BFF is asked.
    actions: primary(t.tryAgain, isFull || code === 'GUESTS_REFUSED' ? () => join() : refresh, again),
  }
}
