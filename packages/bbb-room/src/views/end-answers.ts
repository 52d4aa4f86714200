import { html, nothing, type TemplateResult } from 'lit'
import { icon } from './icon.ts'
import { spinner } from './icons.ts'
import { secondary, type ViewContext } from './view.ts'

/**
 * The two answers to whether the meeting is to end for everyone.
 * @param isSent it is on its way: neither can be given any more, and the one that was given keeps the focus
 */
export const endAnswers = (isSent: boolean | undefined, { t, askToEnd, end }: ViewContext): TemplateResult =>
  html`${isSent ? nothing : secondary(t.keepGoing, () => askToEnd(false))}<button
      part="button"
      class="danger"
      aria-disabled=${isSent ? 'true' : nothing}
      @click=${isSent ? nothing : end}
    >
      ${isSent ? icon(spinner, 'turn') : nothing}${t.endForAll}
    </button>`
