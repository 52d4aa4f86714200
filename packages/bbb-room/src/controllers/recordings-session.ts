import type {
  CaptionList,
  CaptionTrack,
  CaptionUpload,
  CaptionUploaded,
  Recording,
  RecordingBatch,
  RecordingBatchAnswer,
  RecordingChange,
  RecordingList,
  TicketAnswer,
} from '@bbb-room/bff-api'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { BffRequest } from '../api/bff-client.ts'
import { connectToRoom, FirstBase, type RoomAddress, type RoomConnection } from '../api/connect-to-room.ts'
import { openLaunchWindow } from '../launch/launch-window.ts'
import { postTicket } from '../launch/post-ticket.ts'
import { asRoomError, RoomError } from '../room-error.ts'
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

/** Ids that the BFF takes at once. */
const batchSize = 50

/** Recordings that are deleted together in a moment. */
export interface Removal {
  readonly ids: readonly string[]
  /** Too late to undo it. */
  isSent: boolean
}

/** What became of several: those that are now as was asked for, and those that are not. Why not is said of each. */
export interface ChangeOutcome {
  readonly done: readonly Recording[]
  readonly failed: readonly Recording[]
  /** Why nothing at all could be done with those that failed and have no reason of their own. */
  readonly error?: RoomError
}

/** Asks for the page at a cursor; `''` for the first one. */
type ReadPage = (cursor: string) => Promise<RecordingList>

const isAsAsked = ({ published }: Recording, action: RecordingBatch['action']): boolean =>
  action === 'publish' ? published : action === 'unpublish' ? !published : true

/** Owns the list of one room's recordings: what the BFF says, nothing assumed. */
export class RecordingsSession implements ReactiveController {
  state: RecordingListState = { name: 'idle' }
  /** Ids of recordings that a change is under way for. */
  readonly busy = new Set<string>()
  /** Why the last change of a recording failed, by its id. */
  readonly failures = new Map<string, RoomError>()
  /** The captions of the recordings that somebody has asked for, by id. */
  readonly captions = new Map<string, readonly CaptionTrack[]>()
  /** The timers of deletions that can still be undone. Those of an element that is gone are never sent. */
  readonly #leaving = new Map<Removal, ReturnType<typeof setTimeout>>()
  readonly #host: RecordingListHost
  readonly #firstBase = new FirstBase()
  #connection: RoomConnection | undefined
  #stop = new AbortController()
  #reading = Promise.resolve()

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
      const connection = connectToRoom(this.#host, this.#firstBase)
      const { room, client } = connection
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

  /** Reads again as many as there are, so that what somebody has asked for does not go with the next news. */
  refresh(): Promise<void> {
    return this.#inTurn(async (read) => {
      const before = this.state.name === 'listed' ? this.state.recordings.length : 0
      let { recordings, next } = await read('')
      while (next && recordings.length < before) {
        const page = await read(next)
        recordings = [...recordings, ...page.recordings]
        next = page.next
      }
      return { recordings, next }
    })
  }

  /** Reads the page after the ones that are there. */
  more(): Promise<void> {
    return this.#inTurn(async (read) => {
      if (this.state.name !== 'listed' || !this.state.next) return undefined
      const page = await read(this.state.next)
      return { recordings: [...this.state.recordings, ...page.recordings], next: page.next }
    })
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

  /** The deletion that this one is part of. */
  removalOf(id: string): Removal | undefined {
    return [...this.#leaving.keys()].find(({ ids }) => ids.includes(id))
  }

  /** Deletes once the time to undo it is over; then says what became of it. */
  removeLater(ids: readonly string[], told: (outcome: ChangeOutcome) => void): void {
    const removal: Removal = { ids, isSent: false }
    const remove = async () => {
      removal.isSent = true
      const outcome = await this.#remove(ids)
      this.#leaving.delete(removal)
      told(outcome)
      this.#host.requestUpdate()
    }
    this.#leaving.set(
      removal,
      setTimeout(() => void remove(), undoMs),
    )
    this.#host.requestUpdate()
  }

  undo(removal: Removal): void {
    clearTimeout(this.#leaving.get(removal))
    this.#leaving.delete(removal)
    this.#host.requestUpdate()
  }

  async #remove(ids: readonly string[]): Promise<ChangeOutcome> {
    const [id = ''] = ids
    if (ids.length > 1) return this.changeAll('delete', ids)
    const failed = this.#listed([id])
    const removed = await this.#sendRecording(id, { method: 'DELETE' })
    return removed ? { done: [removed], failed: [] } : { done: [], failed }
  }

  /** Does the same with several. What the BFF then says of each is put into the list, or kept beside it. */
  async changeAll(action: RecordingBatch['action'], ids: readonly string[]): Promise<ChangeOutcome> {
    const { signal } = this.#stop
    const connection = this.#connection
    const asked = this.#listed(ids.filter((id) => !this.busy.has(id)))
    if (!connection) return { done: [], failed: [] }
    for (const { id } of asked) {
      this.busy.add(id)
      this.failures.delete(id)
    }
    this.#host.requestUpdate()
    const done: Recording[] = []
    const failed: Recording[] = []
    let error: RoomError | undefined
    for (let first = 0; first < asked.length; first += batchSize) {
      const some = asked.slice(first, first + batchSize)
      try {
        if (error) throw error
        const { results } = await connection.client.json<RecordingBatchAnswer>(
          `/rooms/${connection.room}/recordings/batch`,
          { method: 'POST', body: { action, ids: some.map(({ id }) => id) }, signal },
        )
        for (const before of some) {
          const { recording = null, code = null } = results.find(({ id }) => id === before.id) ?? {}
          if (recording) this.#put(recording)
          if (recording && !code && isAsAsked(recording, action)) done.push(recording)
          else {
            failed.push(before)
            this.failures.set(before.id, new RoomError(code ?? 'CONFLICT'))
          }
        }
      } catch (thrown) {
        if (signal.aborted) return { done: [], failed: [] }
        error = asRoomError(thrown)
        failed.push(...some)
      }
    }
    for (const { id } of asked) this.busy.delete(id)
    this.#host.requestUpdate()
    // Somebody else has deleted one of them: the list is to show which are left.
    if (error?.code === 'NOT_FOUND') void this.refresh()
    return { done, failed, ...(error && { error }) }
  }

  #listed(ids: readonly string[]): readonly Recording[] {
    return this.state.name === 'listed' ? this.state.recordings.filter(({ id }) => ids.includes(id)) : []
  }

  #put(now: Recording): void {
    if (this.state.name !== 'listed') return
    const recordings = this.state.recordings.flatMap((each) =>
      each.id !== now.id ? [each] : now.state === 'deleted' ? [] : [now],
    )
    this.state = { ...this.state, recordings }
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

  /** Reads one list after the other: an answer that comes late puts nothing old into the place of something new. */
  #inTurn(work: (read: ReadPage) => Promise<Pick<RecordingList, 'recordings' | 'next'> | undefined>): Promise<void> {
    const { signal } = this.#stop
    const connection = this.#connection
    const read = async () => {
      if (!connection) return
      try {
        const list = await work((cursor) => {
          const query = cursor && `?cursor=${encodeURIComponent(cursor)}`
          return connection.client.json<RecordingList>(`/rooms/${connection.room}/recordings${query}`, { signal })
        })
        if (list) this.#to({ name: 'listed', ...list })
      } catch (thrown) {
        if (!signal.aborted) this.#fail(thrown)
      }
    }
    return (this.#reading = this.#reading.then(read))
  }

  /** Sends a change, and puts what the BFF then says of the recording into the list. */
  async #sendRecording(id: string, request: BffRequest, verb = ''): Promise<Recording | undefined> {
    const now = await this.#send<Recording>(id, request, verb)
    if (now) this.#put(now)
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
