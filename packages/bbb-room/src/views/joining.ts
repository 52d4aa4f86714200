import type { SessionState } from '../controllers/session-state.ts'
import { card, type ViewContext } from './view.ts'

export const joining = ({ info }: Extract<SessionState, { name: 'joining' }>, { t }: ViewContext) =>
  card({ name: 'joining', tone: 'wait', status: t.joiningStatus, heading: t.joiningTitle, text: info.name })
