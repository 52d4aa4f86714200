import type {
  CaptionList,
  CaptionTrack,
  CaptionUpload,
  CaptionUploaded,
  Recording,
  RecordingChange,
  RecordingList,
  TicketAnswer,
} from '@bbb-room/bff-api'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { BffRequest } from '../api/bff-client.ts'
import { connectToRoom, type RoomAddress, type RoomConnection } from '../api/connect-to-room.ts'
import { openLaunchWindow } from '../launch/launch-window.ts'
import { postTicket } from '../launch/post-ticket.ts'
import { asRoomError, type RoomError } from '../room-error.ts'
import { watchRoom } from './events-stream.ts'

/** What the list needs of its element. */
export interface RecordingListHost extends ReactiveControllerHost, RoomAddress {
  readonly renderRoot: HTMLElement | DocumentFragment
  readonly openingText: string
  failed(error: RoomError): boolean
}

export type RecordingListState =
  | { name: 'idle' }
  | { name: 'loading' }
  | { name: 'listed'; recordings: readonly Recording[]; next: string | null }
  | { name: 'error'; error: RoomError; isHandled: boolean }

/** How long a deletion can be undone: it is sent only then. */
export const undoMs = 15_000

/** Owns the list of one room's recordings: what the BFF says, nothing assumed. */
export class RecordingsSession implements ReactiveController {
  state: RecordingListState = { name: 'idle' }
  /** Ids of recordings that a change is under way for. */
  readonly busy = new Set<string>()
  /** Why the last change of a recording failed, by its id. */
  readonly failures = new Map<string, RoomError>()
  /** The captions of the recordings that somebody has asked for, by id. */
  readonly captions = new Map<string, readonly CaptionTrack[]>()
  /** Timers of the deletions that can still be undone, by id. Those of an element that is gone are never sent. */
  readonly #leaving = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #host: RecordingListHost
  #base: string | undefined
  #connection: RoomConnection | undefined
  #stop = new AbortController()

  constructor(host: RecordingListHost) {
    this.#host = host
    host.addController(this)
  }

  hostDisconnected(): void {
    this.stop()
  }

  start(): void {
    this.stop()
    this.#stop = new AbortController()
    const { signal } = this.#stop
    this.#to({ name: 'loading' })
    try {
      const connection = connectToRoom(this.#host, this.#base)
      const { base, room, client } = connection
      this.#base = base
      this.#connection = connection
      void this.refresh().then(() => watchRoom(client, room, () => void this.refresh(), signal))
    } catch (thrown) {
      this.#fail(thrown)
    }
  }

  stop(): void {
    this.#stop.abort()
    for (const timer of this.#leaving.values()) clearTimeout(timer)
    this.#leaving.clear()
    this.busy.clear()
    this.failures.clear()
    this.captions.clear()
    this.#connection = undefined
    this.#to({ name: 'idle' })
  }

  /** Reads the first page again. */
  refresh(): Promise<void> {
    return this.#read('')
  }

  /** Reads the page after the ones that are there. */
  async more(): Promise<void> {
    if (this.state.name === 'listed' && this.state.next) {
      await this.#read(`?cursor=${encodeURIComponent(this.state.next)}`, this.state.recordings)
    }
  }

  /** Reads what is left of the list, to search in it. */
  async all(): Promise<void> {
    for (let before: string | null = null; this.#next && this.#next !== before;) {
      before = this.#next
      await this.more()
    }
  }

  get #next(): string | null {
    return this.state.name === 'listed' ? this.state.next : null
  }

  /** Publishes, protects, or edits its texts; resolves to what the BFF then says, or to `undefined` for a failure. */
  change(id: string, change: RecordingChange): Promise<Recording | undefined> {
    return this.#sendRecording(id, { method: 'PATCH', body: change })
  }

  /** Asks which captions there are. */
  async listCaptions(id: string): Promise<void> {
    const answer = await this.#send<CaptionList>(id, { method: 'GET' }, '/captions')
    this.#setCaptions(id, answer?.tracks)
  }

  /** Sends a file of captions; resolves to whether the BFF lists them already, or to `undefined` for a failure. */
  async addCaptions(id: string, upload: CaptionUpload): Promise<boolean | undefined> {
    const answer = await this.#send<CaptionUploaded>(id, { method: 'PUT', body: upload }, '/captions')
    this.#setCaptions(id, answer?.tracks)
    return answer?.is_listed
  }

  #setCaptions(id: string, tracks: readonly CaptionTrack[] | undefined): void {
    if (!tracks) return
    this.captions.set(id, tracks)
    this.#host.requestUpdate()
  }

  /** Undoes a deletion that the BFF keeps restorable. */
  restore(id: string): Promise<Recording | undefined> {
    return this.#sendRecording(id, { method: 'POST' }, '/restore')
  }

  isLeaving(id: string): boolean {
    return this.#leaving.has(id)
  }

  /** Deletes once the time to undo it is over; then calls back. */
  removeLater(id: string, isRemoved: () => void): void {
    this.undo(id)
    const remove = async () => {
      if (await this.#sendRecording(id, { method: 'DELETE' })) isRemoved()
      this.#leaving.delete(id)
      this.#host.requestUpdate()
    }
    this.#leaving.set(
      id,
      setTimeout(() => void remove(), undoMs),
    )
    this.#host.requestUpdate()
  }

  undo(id: string): void {
    clearTimeout(this.#leaving.get(id))
    this.#leaving.delete(id)
    this.#host.requestUpdate()
  }

  /** Opens a recording in a new tab. Call it inside the click. */
  async play(id: string, format: string | undefined): Promise<void> {
    const connection = this.#connection
    if (!connection) return
    const tab = openLaunchWindow(this.#host.openingText)
    try {
      const answer = await connection.client.json<TicketAnswer>(`/recordings/${encodeURIComponent(id)}/playback`, {
        method: 'POST',
        body: format ? { format } : {},
        signal: this.#stop.signal,
      })
      if (!tab?.isClosed) postTicket(this.#host.renderRoot, answer, tab?.name ?? '_self', connection.base)
    } catch (thrown) {
      tab?.close()
      this.#fail(thrown)
    }
  }

  async #read(query: string, before: readonly Recording[] = []): Promise<void> {
    const { signal } = this.#stop
    const connection = this.#connection
    if (!connection) return
    try {
      const path = `/rooms/${connection.room}/recordings${query}`
      const { recordings, next } = await connection.client.json<RecordingList>(path, { signal })
      this.#to({ name: 'listed', recordings: [...before, ...recordings], next })
    } catch (thrown) {
      this.#fail(thrown)
    }
  }

  /** Sends a change, and puts what the BFF then says of the recording into the list. */
  async #sendRecording(id: string, request: BffRequest, verb = ''): Promise<Recording | undefined> {
    const now = await this.#send<Recording>(id, request, verb)
    if (now && this.state.name === 'listed') {
      const recordings = this.state.recordings.flatMap((each) =>
        each.id !== id ? [each] : now.state === 'deleted' ? [] : [now],
      )
      this.state = { ...this.state, recordings }
      this.#host.requestUpdate()
    }
    return now
  }

  /** Asks one thing about a recording at a time; a failure is kept beside it. */
  async #send<T>(id: string, request: BffRequest, verb = ''): Promise<T | undefined> {
    const { signal } = this.#stop
    const connection = this.#connection
    if (!connection || this.busy.has(id)) return undefined
    this.busy.add(id)
    this.failures.delete(id)
    this.#host.requestUpdate()
    try {
      return await connection.client.json<T>(`/recordings/${encodeURIComponent(id)}${verb}`, { ...request, signal })
    } catch (thrown) {
      if (!signal.aborted) this.failures.set(id, asRoomError(thrown))
      return undefined
    } finally {
      this.busy.delete(id)
      this.#host.requestUpdate()
    }
  }

  #fail(thrown: unknown): void {
    if (this.#stop.signal.aborted) return
    const error = asRoomError(thrown)
    this.#to({ name: 'error', error, isHandled: !this.#host.failed(error) })
  }

  #to(state: RecordingListState): void {
    this.state = state
    this.#host.requestUpdate()
  }
}
