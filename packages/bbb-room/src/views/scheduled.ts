import type { SessionState } from '../controllers/session-state.ts'
import { fill } from '../localisation/fill.ts'
import { card, type ViewContext } from './view.ts'

export const scheduled = ({ info }: Extract<SessionState, { name: 'scheduled' }>, { t, tag }: ViewContext) =>
  card({
    name: 'scheduled',
    tone: 'wait',
    status: t.scheduledStatus,
    heading: info.name,
    text: info.opens_at
      ? fill(t.scheduledText, {
          when: new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(info.opens_at)),
        })
      : undefined,
  })
