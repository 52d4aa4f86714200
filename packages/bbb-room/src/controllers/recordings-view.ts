import type { Recording } from '@bbb-room/bff-api'
import { html, nothing, type ReactiveController } from 'lit'
import type { BbbRecordings } from '../bbb-recordings.ts'
import type { Messages } from '../localisation/en.ts'
import { failureText } from '../localisation/failure-text.ts'
import { fill } from '../localisation/fill.ts'
import { icon } from '../views/icon.ts'
import { checks, film, magnifier, rows, tiles } from '../views/recording-icons.ts'
import {
  escaping,
  failureNote,
  leavingRecordings,
  manageRecording,
  type Desk,
  type ManagedRecording,
} from '../views/recording-manage.ts'
import { recordingRow } from '../views/recording-row.ts'
import { choiceOf, selectionBar } from '../views/recording-selection.ts'
import type { RoomError } from '../room-error.ts'
import { isChoosable, RecordingSelection } from './recording-selection.ts'
import type { ChangeOutcome, RecordingsSession } from './recordings-session.ts'

/** From how many recordings on there is a field to search in them. */
const searchableFrom = 5

/** So many names are said one by one; more are counted. */
const namedAtMost = 3

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
  readonly #selection = new RecordingSelection()
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
  #hadFocus = false

  constructor(element: BbbRecordings, session: RecordingsSession) {
    this.#element = element
    this.#session = session
    element.addController(this)
  }

  hostUpdate(): void {
    this.#hadFocus = Boolean(this.#element.shadowRoot?.activeElement)
  }

  hostUpdated(): void {
    const root = this.#element.shadowRoot
    if (this.#focusOn) root?.querySelector<HTMLElement>(this.#focusOn)?.focus()
    this.#focusOn = undefined
    // What had it may be gone: deleted, or no longer to be found.
    if (this.#hadFocus && !root?.activeElement) root?.querySelector('h2')?.focus()
  }

  render(recordings: readonly Recording[], next: string | null, t: Messages, tag: string): unknown {
    const session = this.#session
    const query = this.#query.trim()
    const shown = this.#found(recordings, tag)
    const isSearchable = recordings.length >= searchableFrom || next !== null || query !== ''
    const canChoose = (recording: Recording) => isChoosable(recording) && !session.removalOf(recording.id)
    const isChoosing = this.#selection.isOn && recordings.some(canChoose)
    const isSelectable = isChoosing || recordings.filter(canChoose).length > 1
    const choosable = shown.filter(canChoose)
    // Recordings that are deleted together have one place together: that of the first.
    const places = shown.filter(({ id }, index) => {
      const ids = session.removalOf(id)?.ids
      return !shown.slice(0, index).some((before) => ids?.includes(before.id))
    })
    const leave = isChoosing ? escaping(() => this.#stopChoosing()) : nothing
    return html`${recordings.length ? this.#toolbar(recordings, { isSearchable, isSelectable, isChoosing }, t, tag) : nothing}
    ${isChoosing ? this.#selectionBar(choosable, leave, t, tag) : nothing}
    ${
      shown.length
        ? html`<ul part="list" class=${this.#layout} @keydown=${leave}>
            ${places.map((recording) => this.#row(recording, isChoosing ? choosable : undefined, t, tag))}
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

  #found(recordings: readonly Recording[], tag: string): readonly Recording[] {
    const query = this.#query.trim().toLocaleLowerCase(tag)
    return query ? recordings.filter(({ name }) => name.toLocaleLowerCase(tag).includes(query)) : recordings
  }

  #toolbar(
    recordings: readonly Recording[],
    { isSearchable, isSelectable, isChoosing }: Record<'isSearchable' | 'isSelectable' | 'isChoosing', boolean>,
    t: Messages,
    tag: string,
  ): unknown {
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
      // Nothing happens to what nobody sees.
      if (isChoosing) this.#selection.drop((id) => !this.#found(recordings, tag).some((each) => each.id === id))
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
      ${
        isSelectable
          ? html`<button
              part="button"
              class="quiet select"
              @click=${() => (isChoosing ? this.#stopChoosing() : this.#startChoosing(t, tag))}
            >
              ${isChoosing ? nothing : icon(checks)}<span>${isChoosing ? t.cancel : t.select}</span>
            </button>`
          : nothing
      }
      <div role="group" aria-label=${t.recordings} class="layouts">
        ${layout('list', t.asList, rows)}${layout('grid', t.asGrid, tiles)}
      </div>
    </div>`
  }

  #startChoosing(t: Messages, tag: string): void {
    this.#managed = undefined
    this.#session.failures.clear()
    this.#selection.begin()
    this.#focusOn = '.selection input'
    this.#sayChosen(0, t, tag)
  }

  #stopChoosing(): void {
    this.#session.failures.clear()
    this.#selection.end()
    this.#focusOn = '.select'
    this.#element.requestUpdate()
  }

  #sayChosen(count: number, t: Messages, tag: string): void {
    this.#say(fill(t.selected, { count: new Intl.NumberFormat(tag).format(count) }))
  }

  #selectionBar(choosable: readonly Recording[], leave: unknown, t: Messages, tag: string): unknown {
    const selection = this.#selection
    const session = this.#session
    const chosen = choosable.filter(({ id }) => selection.isChosen(id))
    const change = async (action: 'publish' | 'unpublish', isAsked: (recording: Recording) => boolean) => {
      const ids = chosen.filter((recording) => !isAsked(recording)).map(({ id }) => id)
      const outcome = await session.changeAll(action, ids)
      const text = action === 'publish' ? t.publishedNow : t.unpublishedNow
      const many = action === 'publish' ? t.manyPublished : t.manyUnpublished
      this.#tell(outcome, text, many, t, tag)
      if (outcome.failed.length) {
        selection.keep(
          outcome.failed.map(({ id }) => id),
          outcome.error,
        )
        this.#focusOn = `.selection .${action}`
      } else {
        selection.end()
        this.#focusOn = '.select'
      }
      this.#element.requestUpdate()
    }
    return selectionBar({
      t,
      tag,
      choosable,
      chosen,
      leave,
      isBusy: chosen.some(({ id }) => session.busy.has(id)),
      failure: selection.error && this.#failureText(selection.error, t),
      chooseAll: (isChosen) => {
        selection.keep(isChosen ? choosable.map(({ id }) => id) : [])
        this.#sayChosen(isChosen ? choosable.length : 0, t, tag)
      },
      publish: (published) =>
        void change(published ? 'publish' : 'unpublish', (recording) => recording.published === published),
      remove: () => {
        selection.end()
        this.#removeLater(chosen, t, tag)
      },
    })
  }

  #choice(recording: Recording, choosable: readonly Recording[], t: Messages, tag: string) {
    const { id } = recording
    const selection = this.#selection
    const error = this.#session.failures.get(id)
    return {
      box: choosable.includes(recording)
        ? choiceOf(recording, selection.isChosen(id), (isChosen) => {
            selection.choose(id, isChosen)
            this.#sayChosen(choosable.filter((each) => selection.isChosen(each.id)).length, t, tag)
          })
        : html`<span class="pick"></span>`,
      failure: failureNote(error && this.#failureText(error, t)),
    }
  }

  #removeLater(recordings: readonly Recording[], t: Messages, tag: string): void {
    const [first] = recordings
    if (!first) return
    this.#session.removeLater(
      recordings.map(({ id }) => id),
      (outcome) => this.#tell(outcome, t.deletedNow, t.manyDeleted, t, tag),
    )
    this.#say(this.#textOf(recordings, t.deletesSoon, t.manyDeleteSoon, tag))
    this.#focus(first.id, '.undo')
  }

  /** Says what became of a change, of those that it did not work for too. */
  #tell({ done, failed }: ChangeOutcome, text: string, many: string, t: Messages, tag: string): void {
    const texts = [
      done.length > 0 && this.#textOf(done, text, many, tag),
      failed.length > 0 && fill(t.notDone, { names: namesOf(failed, tag) }),
    ]
    this.#say(texts.filter(Boolean).join('. '))
  }

  #textOf(recordings: readonly Recording[], text: string, many: string, tag: string): string {
    const names = namesOf(recordings, tag)
    return recordings.length === 1 ? fill(text, { name: names }) : fill(many, { names })
  }

  #leaving(recording: Recording, t: Messages, tag: string): unknown {
    const session = this.#session
    const removal = session.removalOf(recording.id)
    if (!removal) return undefined
    const recordings =
      session.state.name === 'listed' ? session.state.recordings.filter(({ id }) => removal.ids.includes(id)) : []
    const text = this.#textOf(recordings, t.deletesSoon, t.manyDeleteSoon, tag)
    return leavingRecordings(text, namesOf(recordings, tag), t, removal.isSent, () => {
      if (removal.isSent) return
      session.undo(removal)
      this.#focus(recording.id, '.manage')
    })
  }

  /** What is not found is a recording here, and no room. */
  #failureText(error: RoomError, t: Messages): readonly string[] {
    if (error.code === 'NOT_FOUND' || error.code === 'CONFLICT') return [t.conflictTitle, t.conflictText]
    return failureText(error, t)
  }

  #row(recording: Recording, choosable: readonly Recording[] | undefined, t: Messages, tag: string): unknown {
    const session = this.#session
    return recordingRow(recording, {
      t,
      tag,
      hasThumbnails: this.#element.thumbnails,
      play: (id, format) => void session.play(id, format),
      manage: () => this.#manage(recording, t, tag),
      leaving: () => this.#leaving(recording, t, tag),
      choice: choosable && (() => this.#choice(recording, choosable, t, tag)),
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
      failure: error ? this.#failureText(error, t) : isOpen && this.#note ? [this.#note] : undefined,
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
        this.#removeLater([recording], t, tag)
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

const namesOf = (recordings: readonly Recording[], tag: string): string =>
  recordings.length > namedAtMost
    ? new Intl.NumberFormat(tag).format(recordings.length)
    : new Intl.ListFormat(tag).format(recordings.map(({ name }) => name))
