import type { StateNamed } from '../controllers/session-state.ts'
import type { Card, ViewContext } from './view.ts'

export const joining = ({ info }: StateNamed<'joining'>, { t }: ViewContext): Card => ({
  tone: 'wait',
  status: t.joiningStatus,
  heading: t.joiningTitle,
  text: info.name,
})
