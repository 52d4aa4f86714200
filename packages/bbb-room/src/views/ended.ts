import { nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { fill } from '../localisation/fill.ts'
import { icon } from './icon.ts'
import { camera } from './icons.ts'
import { again, tick } from './later-icons.ts'
import { outcome } from './outcome.ts'
import { secondary, type Card, type ViewContext } from './view.ts'

export const ended = ({ info, look }: StateNamed<'ended'>, { t, join, refresh, recordings }: ViewContext): Card => ({
  emblem: icon(tick),
  status: look === 'looking' ? t.loadingStatus : t.endedStatus,
  ...outcome(look, t),
  heading: fill(t.endedTitle, { name: info.name }),
  below: info.can.list_recordings ? recordings() : nothing,
  actions:
    info.can.join && info.role === 'moderator'
      ? secondary(t.start, () => join(), '', camera)
      : secondary(t.checkAgain, refresh, '', again),
})
