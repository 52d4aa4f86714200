import { html, nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { exit, tab } from './icons.ts'
import { icon } from './icon.ts'
import { secondary, type ViewContext } from './view.ts'

/**
 * The meeting in the page. One template for `joining` and `joined`: a frame that were put into another one would
 * load anew, and the call in it be lost.
 */
export const framed = (state: StateNamed<'joining' | 'joined'>, { t, join, leave, askToEnd, end }: ViewContext) => {
  const { isEnding, isSilent } = state.name === 'joined' ? state : {}
  return html`${state.frame}
    <div class="below" ?hidden=${state.name === 'joining'}>
      ${
        isEnding || isSilent
          ? html`<p class=${isEnding ? 'ask' : 'silent'}>${isEnding ? t.endTitle : t.frameSilent}</p>`
          : html`<p class="where">
              <span part="status" class="status live">${t.joinedStatus}</span><b>${state.info.name}</b>
            </p>`
      }
      <div part="actions">
        ${
          isEnding
            ? html`${secondary(t.keepGoing, () => askToEnd(false))}${secondary(t.endForAll, end, 'danger')}`
            : html`${secondary(t.openInTab, () => join('tab'), isSilent ? '' : 'quiet', tab)}${
                  state.info.can.end ? secondary(t.endForAll, () => askToEnd(true), 'quiet') : nothing
                }<button part="button" class="leave" @click=${leave}>${icon(exit, 'mirror')}${t.leave}</button>`
        }
      </div>
      <slot name=${state.name}></slot>
    </div>`
}
