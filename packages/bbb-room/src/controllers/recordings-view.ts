import type { Recording } from '@bbb-room/bff-api'
import { html, nothing, type ReactiveController } from 'lit'
import type { BbbRecordings } from '../bbb-recordings.ts'
import type { Messages } from '../localisation/en.ts'
import { failureText } from '../localisation/failure-text.ts'
import { fill } from '../localisation/fill.ts'
import { icon } from '../views/icon.ts'
import { film, magnifier, rows, tiles } from '../views/recording-icons.ts'
import { leavingRecording, manageRecording, type ManagedRecording } from '../views/recording-manage.ts'
import { recordingRow } from '../views/recording-row.ts'
import type { RecordingsSession } from './recordings-session.ts'

/** From how many recordings on there is a field to search in them. */
const searchableFrom = 5

/** In the place of a list that has nothing in it. */
export const nothingToShow = (path: string, text: string, more: unknown = nothing): unknown =>
  html`<div part="empty" class="empty">
    ${icon(path)}
    <p>${text}</p>
    ${more}
  </div>`

/** Draws the list: searches in it, opens what can be done with one, keeps the focus, and speaks what has changed. */
export class RecordingsView implements ReactiveController {
  readonly #element: BbbRecordings
  readonly #session: RecordingsSession
  #query = ''
  #layout: 'list' | 'grid' = 'list'
  #managed: string | undefined
  #isRenaming = false
  /** What the live region says. */
  said = ''
  /** Takes the focus after the next update. */
  #focusOn: string | undefined

  constructor(element: BbbRecordings, session: RecordingsSession) {
    this.#element = element
    this.#session = session
    element.addController(this)
  }

  hostUpdated(): void {
    if (!this.#focusOn) return
    this.#element.shadowRoot?.querySelector<HTMLElement>(this.#focusOn)?.focus()
    this.#focusOn = undefined
  }

  render(recordings: readonly Recording[], next: string | null, t: Messages, tag: string): unknown {
    const query = this.#query.trim().toLocaleLowerCase(tag)
    const shown = query ? recordings.filter(({ name }) => name.toLocaleLowerCase(tag).includes(query)) : recordings
    const isSearchable = recordings.length >= searchableFrom || next !== null || query !== ''
    return html`${recordings.length ? this.#toolbar(isSearchable, t) : nothing}
    ${
      shown.length
        ? html`<ul part="list" class=${this.#layout}>
            ${shown.map((recording) => this.#row(recording, t, tag))}
          </ul>`
        : nothingToShow(
            recordings.length ? magnifier : film,
            recordings.length ? t.recordingsNotFound : t.recordingsNone,
          )
    }
    ${
      next && !query
        ? html`<button part="button" class="more" @click=${() => void this.#session.more()}>${t.more}</button>`
        : nothing
    }`
  }

  #toolbar(isSearchable: boolean, t: Messages): unknown {
    const layout = (name: 'list' | 'grid', label: string, path: string) =>
      html`<button
        part="button"
        class="quiet"
        aria-pressed=${String(this.#layout === name)}
        @click=${() => this.#set(() => (this.#layout = name))}
      >
        ${icon(path)}<span>${label}</span>
      </button>`
    const search = (event: InputEvent) => {
      this.#set(() => (this.#query = (event.target as HTMLInputElement).value))
      void this.#session.all()
    }
    return html`<div part="toolbar" class="toolbar">
      ${
        isSearchable
          ? html`<div class="search">
              ${icon(magnifier)}<input
                part="input"
                type="search"
                aria-label=${t.search}
                placeholder=${t.search}
                .value=${this.#query}
                @input=${search}
              />
            </div>`
          : nothing
      }
      <div role="group" aria-label=${t.recordings} class="layouts">
        ${layout('list', t.asList, rows)}${layout('grid', t.asGrid, tiles)}
      </div>
    </div>`
  }

  #row(recording: Recording, t: Messages, tag: string): unknown {
    const session = this.#session
    return recordingRow(recording, {
      t,
      tag,
      hasThumbnails: this.#element.thumbnails,
      play: (id, format) => void session.play(id, format),
      manage: () => this.#desk(recording, t),
      leaving: ({ id }) =>
        session.isLeaving(id) &&
        leavingRecording(recording, t, () => {
          session.undo(id)
          this.#focus(id, '.manage')
        }),
    })
  }

  #desk(recording: Recording, t: Messages): ManagedRecording {
    const { id, name } = recording
    const session = this.#session
    const error = session.failures.get(id)
    const isOpen = this.#managed === id
    return manageRecording(recording, {
      t,
      isOpen,
      isRenaming: isOpen && this.#isRenaming,
      isBusy: session.busy.has(id),
      failure: error && failureText(error, t),
      toggle: () => {
        this.#set(() => {
          this.#managed = isOpen ? undefined : id
          this.#isRenaming = false
        })
      },
      publish: (published) =>
        void session.change(id, { published }).then((now) => {
          if (now) this.#say(fill(now.published ? t.publishedNow : t.unpublishedNow, { name: now.name }))
          this.#focus(id, '.publish')
        }),
      startRename: () => {
        this.#set(() => (this.#isRenaming = true))
        this.#focus(id, 'input')
      },
      rename: (name) =>
        void session.change(id, { name }).then((now) => {
          if (!now) return
          this.#isRenaming = false
          this.#say(fill(t.renamedNow, { name: now.name }))
          this.#focus(id, '.rename')
        }),
      cancelRename: () => {
        this.#set(() => (this.#isRenaming = false))
        this.#focus(id, '.rename')
      },
      remove: () => {
        this.#managed = undefined
        session.removeLater(id, () => this.#say(fill(t.deletedNow, { name })))
        this.#say(fill(t.deletesSoon, { name }))
        this.#focus(id, '.undo')
      },
      restore: () =>
        void session.restore(id).then((now) => {
          if (!now) return
          this.#say(fill(now.published ? t.publishedNow : t.unpublishedNow, { name: now.name }))
          this.#focus(id, '.manage')
        }),
    })
  }

  #focus(id: string, what: string): void {
    this.#focusOn = `li[data-id="${CSS.escape(id)}"] ${what}`
    this.#element.requestUpdate()
  }

  #say(text: string): void {
    this.#set(() => (this.said = text))
  }

  #set(change: () => void): void {
    change()
    this.#element.requestUpdate()
  }
}
