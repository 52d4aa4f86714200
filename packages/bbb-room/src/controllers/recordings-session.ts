import type { Recording, RecordingList, TicketAnswer } from '@bbb-room/bff-api'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
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

/** Owns the list of one room's recordings: what the BFF says, nothing assumed. */
export class RecordingsSession implements ReactiveController {
  state: RecordingListState = { name: 'idle' }
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
