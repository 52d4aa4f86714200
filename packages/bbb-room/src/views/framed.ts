import { html, nothing } from 'lit'
import type { SessionState } from '../controllers/session-state.ts'
import { secondary, type ViewContext } from './view.ts'

/**
 * The meeting in the page. One template for `joining` and `joined`: a frame that were put into another one would
 * load anew, and the call in it be lost.
 */
export const framed = (
  { name, info, frame }: Extract<SessionState, { name: 'joining' | 'joined' }>,
  { t, leave, end }: ViewContext,
) => html`
  ${frame}
  <div part="actions" class="below" ?hidden=${name === 'joining'}>
    ${info.can.end ? secondary(t.endForAll, end) : nothing}${secondary(t.leave, leave)}
  </div>
`
