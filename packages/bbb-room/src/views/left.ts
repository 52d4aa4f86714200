import type { SessionState } from '../controllers/session-state.ts'
import { card, primary, type ViewContext } from './view.ts'

export const left = ({ reason }: Extract<SessionState, { name: 'left' }>, { t, join }: ViewContext) =>
  card({
    name: 'left',
    status: t.leftStatus,
    heading: reason === 'kicked' ? t.kickedTitle : reason === 'failed' ? t.failedTitle : t.leftTitle,
    text: t.leftText,
    actions: primary(t.joinAgain, () => join()),
  })
