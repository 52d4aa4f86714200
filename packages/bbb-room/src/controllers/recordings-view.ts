import type { Recording } from '@bbb-room/bff-api'
import { html, nothing, type ReactiveController } from 'lit'
import type { BbbRecordings } from '../bbb-recordings.ts'
import type { Messages } from '../localisation/en.ts'
import { failureText } from '../localisation/failure-text.ts'
import { fill } from '../localisation/fill.ts'
import { icon } from '../views/icon.ts'
import { film, magnifier, rows, tiles } from '../views/recording-icons.ts'
import { leavingRecording, manageRecording, type Desk, type ManagedRecording } from '../views/recording-manage.ts'
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
  /** Which recording somebody manages, and what is open of it. */
  #managed: string | undefined
  #desk: Desk = 'choices'
  /** What became of the last change of the one that is managed, where it was less than was asked for. */
  #note: string | undefined
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
      manage: () => this.#manage(recording, t, tag),
      leaving: ({ id }) =>
        session.isLeaving(id) &&
        leavingRecording(recording, t, () => {
          session.undo(id)
          this.#focus(id, '.manage')
        }),
    })
  }

  #manage(recording: Recording, t: Messages, tag: string): ManagedRecording {
    const { id, name } = recording
    const session = this.#session
    const error = session.failures.get(id)
    const isOpen = this.#managed === id
    const said = (now: Recording | undefined, text: string, focusOn: string) => {
      if (now) this.#say(fill(text, { name: now.name }))
      this.#focus(id, focusOn)
    }
    return manageRecording(recording, {
      t,
      tag,
      desk: isOpen ? this.#desk : undefined,
      isBusy: session.busy.has(id),
      failure: error ? failureText(error, t) : isOpen && this.#note ? [this.#note] : undefined,
      tracks: session.captions.get(id),
      open: (desk) => {
        const before = isOpen ? this.#desk : undefined
        // The reason of a deletion that failed is still to be read when it is opened.
        if (isOpen) session.failures.delete(id)
        this.#note = undefined
        this.#managed = desk && id
        this.#desk = desk ?? 'choices'
        if (desk === 'captions') void session.listCaptions(id)
        this.#focus(
          id,
          desk === 'details'
            ? 'input'
            : desk === 'captions'
              ? 'select'
              : before === 'details'
                ? '.edit'
                : before === 'captions'
                  ? '.captions'
                  : '.manage',
        )
      },
      publish: (published) =>
        void session.change(id, { published }).then((now) => {
          said(now, now?.published ? t.publishedNow : t.unpublishedNow, '.publish')
        }),
      protect: (isProtected) =>
        void session.change(id, { protected: isProtected }).then((now) => {
          said(now, now?.protected ? t.protectedNow : t.unprotectedNow, '.protect')
        }),
      save: (texts) => {
        const labels = { name: t.name, description: t.description, presenter: t.presenter, subject: t.subject }
        const isChanged = ([field, text]: [string, string]) => text !== (recording[field as keyof typeof texts] ?? '')
        const changes = Object.fromEntries(Object.entries(texts).filter(isChanged)) as Partial<typeof texts>
        if (Object.keys(changes).length === 0) {
          this.#desk = 'choices'
          this.#focus(id, '.edit')
          return
        }
        void session.change(id, changes).then((now) => {
          if (!now) return
          const plain = (text: string | null) => (text ?? '').replace(/\s+/g, ' ')
          const lost = (Object.keys(changes) as (keyof typeof texts)[]).filter(
            (field) => plain(now[field]) !== plain(changes[field] ?? ''),
          )
          this.#note =
            lost.length > 0
              ? fill(t.keptLess, {
                  fields: new Intl.ListFormat(tag).format(lost.map((field) => labels[field])),
                })
              : undefined
          this.#desk = 'choices'
          said(now, t.savedNow, '.edit')
        })
      },
      upload: (upload) =>
        void session.addCaptions(id, upload).then((isListed) => {
          if (isListed === undefined) return
          this.#note = isListed ? undefined : t.captionsPending
          this.#say(isListed ? fill(t.captionsAdded, { name }) : t.captionsPending)
        }),
      remove: () => {
        this.#managed = undefined
        session.removeLater(id, () => this.#say(fill(t.deletedNow, { name })))
        this.#say(fill(t.deletesSoon, { name }))
        this.#focus(id, '.undo')
      },
      restore: () =>
        void session.restore(id).then((now) => {
          if (now) said(now, now.published ? t.publishedNow : t.unpublishedNow, '.manage')
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
