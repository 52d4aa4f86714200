import type { SessionState } from '../controllers/session-state.ts'
import { joined } from './joined.ts'
import { joining } from './joining.ts'
import type * as laterViews from './later-views.ts'
import { loading } from './loading.ts'
import { ready } from './ready.ts'
import type { Card, ViewContext } from './view.ts'
import { waiting } from './waiting.ts'

/** The file that has the other views, once it is there. */
export type LaterViews = typeof laterViews

/** The card of a state. `undefined` while the file that has its view is on its way, and for `idle`. */
export const viewState = (
  state: SessionState,
  context: ViewContext,
  later: LaterViews | undefined,
): Card | undefined => {
  switch (state.name) {
    case 'idle':
      return undefined
    case 'loading':
      return loading(state, context)
    case 'waiting':
      return waiting(state, context)
    case 'ready':
      return ready(state, context)
    case 'joining':
      return joining(state, context)
    case 'joined':
      return joined(state, context)
    case 'scheduled':
      return later?.scheduled(state, context)
    case 'left':
      return later?.left(state, context)
    case 'ended':
      return later?.ended(state, context)
    case 'denied':
      return later?.denied(state, context)
    case 'error':
      return later?.failed(state, context)
    case 'unsupported':
      return later?.unsupported(state, context)
    default:
      return state satisfies never
  }
}
