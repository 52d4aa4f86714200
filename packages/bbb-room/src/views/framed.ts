import { html, nothing } from 'lit'
import type { StateNamed } from '../controllers/session-state.ts'
import { sentences } from '../localisation/sentences.ts'
import { exit, tab } from './icons.ts'
import { endAnswers } from './end-answers.ts'
import { icon } from './icon.ts'
import { secondary, type ViewContext } from './view.ts'

/**
 * The meeting in the page. One template for `joining` and `joined`: a frame that were put into another one would
 * load anew, and the call in it be lost.
 * @returns the view, and what is spoken of it
 */
export const framed = (state: StateNamed<'joining' | 'joined'>, context: ViewContext) => {
  const { t, join, leave, askToEnd, failureText } = context
  const { isEnding, isEndSent, endError, isBlocked, isSilent } = state.name === 'joined' ? state : {}
  const message = isEnding
    ? sentences(t.endTitle, t.endText)
    : endError
      ? sentences(t.endFailed, ...failureText(endError))
      : isBlocked
        ? sentences(t.blockedTitle, t.blockedStay)
        : isSilent
          ? t.frameSilent
          : undefined
  const status = state.name === 'joining' ? t.joiningStatus : t.joinedStatus
  const body = html`${state.frame}
    <div class="below">
      ${
        message
          ? html`<p class="target ${isEnding ? 'ask' : ''}" tabindex="-1">${message}</p>`
          : html`<p class="where"><span part="status" class="status live">${status}</span><b>${state.info.name}</b></p>`
      }
      <div part="actions">
        ${
          isEnding
            ? endAnswers(isEndSent, context)
            : state.name === 'joining'
              ? secondary(t.cancel, leave)
              : html`${secondary(t.openInTab, () => join('tab'), isSilent ? '' : 'quiet', tab)}${
                    state.info.can.end ? secondary(t.endForAll, () => askToEnd(true), 'quiet danger ends') : nothing
                  }<button part="button" class="leave" @click=${leave}>${icon(exit, 'mirror')}${t.leave}</button>`
        }
      </div>
      <slot name=${state.name}></slot>
    </div>`
  return { body, said: message ?? sentences(status, state.info.name) }
}
