import type { SessionState } from '../controllers/session-state.ts'
import { fill } from '../localisation/fill.ts'
import { card, type ViewContext } from './view.ts'

export const ended = ({ info }: Extract<SessionState, { name: 'ended' }>, { t }: ViewContext) =>
  card({
    name: 'ended',
    status: t.endedStatus,
    heading: t.endedTitle,
    text: fill(t.endedText, { name: info.name }),
  })
