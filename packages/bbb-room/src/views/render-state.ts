import { html } from 'lit'
import type { SessionState } from '../controllers/session-state.ts'
import { denied } from './denied.ts'
import { ended } from './ended.ts'
import { failed } from './error.ts'
import { framed } from './framed.ts'
import { joined } from './joined.ts'
import { joining } from './joining.ts'
import { left } from './left.ts'
import { loading } from './loading.ts'
import { ready } from './ready.ts'
import { scheduled } from './scheduled.ts'
import { unsupported } from './unsupported.ts'
import type { ViewContext } from './view.ts'
import { waiting } from './waiting.ts'

/** Draws a state. */
export const renderState = (state: SessionState, context: ViewContext) => {
  switch (state.name) {
    case 'idle':
      return html`<slot></slot>`
    case 'loading':
      return loading(context)
    case 'scheduled':
      return scheduled(state, context)
    case 'waiting':
      return waiting(state, context)
    case 'ready':
      return ready(state, context)
    case 'joining':
      return state.frame ? framed(state, context) : joining(state, context)
    case 'joined':
      return state.frame ? framed(state, context) : joined(state, context)
    case 'left':
      return left(state, context)
    case 'ended':
      return ended(state, context)
    case 'denied':
      return denied(state, context)
    case 'error':
      return failed(state, context)
    case 'unsupported':
      return unsupported(state, context)
    default:
      return state satisfies never
  }
}
