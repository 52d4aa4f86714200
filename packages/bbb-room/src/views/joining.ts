import type { StateNamed } from '../controllers/session-state.ts'
import { icon } from './icon.ts'
import { spinner } from './icons.ts'
import { secondary, type Card, type ViewContext } from './view.ts'

export const joining = ({ info }: StateNamed<'joining'>, { t, leave }: ViewContext): Card => ({
  tone: 'live',
  emblem: icon(spinner, 'turn'),
  status: t.joiningStatus,
  heading: t.joiningTitle,
  text: info.name,
  actions: secondary(t.cancel, leave),
})
