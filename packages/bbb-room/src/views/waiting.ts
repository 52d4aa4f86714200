import type { SessionState } from '../controllers/session-state.ts'
import { card, type ViewContext } from './view.ts'

export const waiting = ({ info }: Extract<SessionState, { name: 'waiting' }>, { t }: ViewContext) =>
  card({ name: 'waiting', tone: 'wait', status: t.waitingStatus, heading: info.name, text: t.waitingText })
