import type { Recording } from '@bbb-room/bff-api'
import { html, nothing } from 'lit'
import type { Messages } from '../localisation/en.ts'
import { fill } from '../localisation/fill.ts'
import { icon } from './icon.ts'
import { bin, chevron, hidden, pencil, shown, undo as undoIcon } from './recording-icons.ts'

/** What can be done with a recording by those who may, and what of it is open. */
export interface ManageContext {
  readonly t: Messages
  readonly isOpen: boolean
  readonly isRenaming: boolean
  readonly isBusy: boolean
  /** Why the last change failed, and what to do. */
  readonly failure: readonly string[] | undefined
  readonly toggle: () => void
  readonly publish: (published: boolean) => void
  readonly startRename: () => void
  readonly rename: (name: string) => void
  readonly cancelRename: () => void
  readonly remove: () => void
  readonly restore: () => void
}

/** A button, and what it opens below; both `nothing` where there is nothing to do. */
export interface ManagedRecording {
  readonly button: unknown
  readonly desk: unknown
}

/** What those who may manage it can do with a recording in its state. */
export const manageRecording = (recording: Recording, context: ManageContext): ManagedRecording => {
  const { id, name, state, restorable_until } = recording
  const { t, isOpen, isBusy, failure, toggle, restore } = context
  if (state === 'deleting' && restorable_until) {
    return {
      button: html`<button
        part="button"
        class="restore"
        aria-label="${t.undo}: ${name}"
        ?disabled=${isBusy}
        @click=${restore}
      >
        ${icon(undoIcon, 'mirror')}${t.undo}
      </button>`,
      desk: failureAlert(failure),
    }
  }
  if (state !== 'published' && state !== 'unpublished') return { button: nothing, desk: nothing }
  return {
    button: html`<button
      part="button"
      class="quiet manage"
      aria-expanded=${String(isOpen)}
      aria-controls=${isOpen ? `manage-${id}` : nothing}
      aria-label="${t.manage}: ${name}"
      @click=${toggle}
    >
      <span>${t.manage}</span>${icon(chevron)}
    </button>`,
    desk: isOpen
      ? html`<div part="manage" class="desk" id="manage-${id}" role="group" aria-label="${t.manage}: ${name}">
          ${context.isRenaming ? renameForm(name, context) : choices(state === 'published', context)}
          ${failureAlert(failure)}
        </div>`
      : nothing,
  }
}

const failureAlert = (failure: readonly string[] | undefined): unknown =>
  failure ? html`<p role="alert" class="failure">${failure.join('. ')}</p>` : nothing

const choices = (isPublished: boolean, { t, isBusy, publish, startRename, remove }: ManageContext): unknown =>
  html`<button part="button" class="publish" ?disabled=${isBusy} @click=${() => publish(!isPublished)}>
      ${icon(isPublished ? hidden : shown)}${isPublished ? t.unpublish : t.publish}
    </button>
    <button part="button" class="rename" ?disabled=${isBusy} @click=${startRename}>${icon(pencil)}${t.rename}</button>
    <button part="button" class="danger" ?disabled=${isBusy} @click=${remove}>${icon(bin)}${t.delete}</button>`

const renameForm = (name: string, { t, isBusy, rename, cancelRename }: ManageContext): unknown => {
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    const input = (event.currentTarget as HTMLFormElement).querySelector('input')
    if (input?.value.trim()) rename(input.value.trim())
  }
  const cancelByKey = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') cancelRename()
  }
  return html`<form @submit=${save} @keydown=${cancelByKey}>
    <label>${t.name}<input part="input" required maxlength="255" autocomplete="off" .defaultValue=${name} /></label>
    <button part="button primary" class="primary" ?disabled=${isBusy}>${t.save}</button>
    <button part="button" type="button" @click=${cancelRename}>${t.cancel}</button>
  </form>`
}

/** In the place of a recording that is deleted in a moment. */
export const leavingRecording = ({ name }: Recording, t: Messages, undo: () => void): unknown =>
  html`<div class="words"><p>${fill(t.deletesSoon, { name })}</p></div>
    <button part="button" class="undo" aria-label="${t.undo}: ${name}" @click=${undo}>
      ${icon(undoIcon, 'mirror')}${t.undo}
    </button>`
