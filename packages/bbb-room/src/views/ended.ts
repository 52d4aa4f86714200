import { nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { fill } from '../localisation/fill.ts'
import { secondary, type Card, type ViewContext } from './view.ts'

export const ended = ({ info }: StateNamed<'ended'>, { t, join, refresh, recordings }: ViewContext): Card => ({
  status: t.endedStatus,
  heading: t.endedTitle,
  text: fill(t.endedText, { name: info.name }),
  body: info.can.list_recordings ? recordings() : nothing,
  actions:
    info.can.join && info.role === 'moderator'
      ? secondary(t.start, () => join())
      : secondary(t.checkAgain, refresh, 'quiet'),
})
