import type { Recording } from '@bbb-room/bff-api'
import { html, nothing } from 'lit'
import type { Messages } from '../localisation/en.ts'
import { fill } from '../localisation/fill.ts'
import { icon } from './icon.ts'
import { bin, hidden, shown } from './recording-icons.ts'

/** What those who may manage recordings can do with several at once. */
export interface SelectionContext {
  readonly t: Messages
  readonly tag: string
  /** Those that can be chosen. */
  readonly choosable: readonly Recording[]
  readonly chosen: readonly Recording[]
  readonly isBusy: boolean
  /** Listens to keys. */
  readonly leave: unknown
  /** Why nothing was done, and what to do. */
  readonly failure: readonly string[] | undefined
  readonly chooseAll: (isChosen: boolean) => void
  readonly publish: (published: boolean) => void
  readonly remove: () => void
}

/** Chooses all, says how many are chosen, and does something with them. */
export const selectionBar = (context: SelectionContext): unknown => {
  const { t, tag, choosable, chosen, isBusy, leave, failure, chooseAll, publish, remove } = context
  const action = (
    name: string,
    path: string,
    label: string,
    applies: (recording: Recording) => boolean,
    press: () => void,
  ) =>
    html`<button
      part="button"
      class=${name}
      ?disabled=${!chosen.some(applies)}
      aria-disabled=${String(isBusy)}
      @click=${isBusy ? nothing : press}
    >
      ${icon(path)}<span>${label}</span>
    </button>`
  return html`<div part="selection" class="selection" role="group" aria-label=${t.select} @keydown=${leave}>
    <label class="all"
      ><input
        part="checkbox"
        type="checkbox"
        .checked=${chosen.length > 0 && chosen.length === choosable.length}
        .indeterminate=${chosen.length > 0 && chosen.length < choosable.length}
        ?disabled=${choosable.length === 0}
        @change=${({ target }: Event) => chooseAll((target as HTMLInputElement).checked)}
      />${t.selectAll}</label
    >
    <span class="small">${fill(t.selected, { count: new Intl.NumberFormat(tag).format(chosen.length) })}</span>
    <div part="actions">
      ${action(
        'publish',
        shown,
        t.publish,
        ({ published }) => !published,
        () => publish(true),
      )}
      ${action(
        'unpublish',
        hidden,
        t.unpublish,
        ({ published }) => published,
        () => publish(false),
      )}
      ${action('danger', bin, t.delete, () => true, remove)}
    </div>
    ${failure ? html`<p role="alert" class="failure">${failure.join('. ')}</p>` : nothing}
  </div>`
}

/** The box of one recording. All of its row can be pressed. */
export const choiceOf = ({ name }: Recording, isChosen: boolean, choose: (isChosen: boolean) => void): unknown =>
  html`<label class="pick"
    ><input
      part="checkbox"
      type="checkbox"
      aria-label=${name}
      .checked=${isChosen}
      @change=${({ target }: Event) => choose((target as HTMLInputElement).checked)}
  /></label>`
