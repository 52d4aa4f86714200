import type { JoinAnswer, JoinState, RoomInfo, TicketAnswer } from '@bbb-room/bff-api'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { connectToRoom, type RoomAddress, type RoomConnection } from '../api/connect-to-room.ts'
import type { DisplayName, LeaveReason } from '../events.ts'
import { openLaunchWindow } from '../launch/launch-window.ts'
import { postTicket } from '../launch/post-ticket.ts'
import { asRoomError, RoomError } from '../room-error.ts'
import { jittered, pause, watchRoom } from './events-stream.ts'
import { createMeetingFrame, type MeetingFrame } from './meeting-frame.ts'
import type { SessionState } from './session-state.ts'
import type { TokenHolder } from './token-holder.ts'

/** What the session needs of its element. */
export interface SessionHost extends ReactiveControllerHost, RoomAddress {
  readonly display?: string
  readonly autojoin?: boolean
  readonly renderRoot: HTMLElement | DocumentFragment
  /** Shown in the new tab until the meeting comes. */
  readonly openingText: string
  /** Called at every change of state, before it is drawn. */
  stateChanged(state: SessionState, previous: SessionState): void
  /** @returns whether the failure is to be drawn */
  failed(error: RoomError): boolean
}

interface Connection extends RoomConnection {
  readonly stop: AbortController
}

/** Owns the state of one room for one person: asks the BFF, and shows what it answers. */
export class RoomSession implements ReactiveController {
  state: SessionState = { name: 'idle' }
  readonly #host: SessionHost
  #connection: Connection | undefined
  #base: string | undefined
  #frame: MeetingFrame | undefined
  #refreshing: Promise<void> | undefined
  #isStale = false
  #wakeTimer: ReturnType<typeof setTimeout> | undefined
  #hasAutojoined = false

  constructor(host: SessionHost) {
    this.#host = host
    host.addController(this)
  }

  hostDisconnected(): void {
    this.stop()
  }

  /** Begins, or begins anew after an attribute has changed. */
  start(): void {
    this.stop()
    this.#to({ name: 'loading' })
    const stop = new AbortController()
    try {
      const connection = connectToRoom(this.#host, this.#base)
      const { base, room, tokens, client } = connection
      this.#base = base
      this.#connection = { ...connection, stop }
      this.#listen(tokens, stop.signal)
      void this.refresh().then(() => watchRoom(client, room, () => void this.refresh(), stop.signal))
    } catch (thrown) {
      this.#fail(thrown)
    }
  }

  /** Ends all work: requests, stream, timers, listeners and the frame. */
  stop(): void {
    this.#connection?.stop.abort()
    this.#connection = undefined
    this.#refreshing = undefined
    clearTimeout(this.#wakeTimer)
    this.#dropFrame()
    this.#to({ name: 'idle' })
  }

  /** Asks the BFF how the room is. Callers at the same time share one request, plus one more if news came during it. */
  refresh(): Promise<void> {
    this.#isStale = true
    return (this.#refreshing ??= this.#askUntilFresh().finally(() => {
      this.#refreshing = undefined
    }))
  }

  /** Opens the meeting. For a tab it has to be called inside the click. */
  async join(target?: '_self'): Promise<void> {
    const connection = this.#connection
    const info = this.#info
    if (!connection || !info || this.state.name === 'joining') return
    const wished = this.#host.display
    const display: DisplayName = wished === 'tab' || wished === 'frame' ? wished : info.display
    const tab = display === 'tab' && !target ? openLaunchWindow(this.#host.openingText) : undefined
    if (display === 'tab' && !target && !tab) {
      this.#to({ name: 'ready', info, isBlocked: true })
      return
    }
    this.#dropFrame()
    this.#to({ name: 'joining', info, display })
    const { base, room, client, stop } = connection
    try {
      const answer = await client.json<JoinAnswer>(`/rooms/${room}/join`, {
        method: 'POST',
        body: {},
        signal: stop.signal,
        timeoutMs: 30_000,
      })
      if (!('ticket' in answer)) {
        tab?.close()
        this.#refused(answer, info)
        return
      }
      if (tab?.isClosed) {
        this.#to({ name: 'ready', info })
        return
      }
      if (display === 'frame') await this.#openFrame(answer, info, connection)
      else {
        postTicket(this.#host.renderRoot, answer, tab?.name ?? '_self', base)
        this.#to({ name: 'joined', info, display })
      }
    } catch (thrown) {
      tab?.close()
      this.#dropFrame()
      if (!stop.signal.aborted) this.#fail(thrown)
    }
  }

  /** Takes the person out: the frame goes. A tab that was severed can only be closed by the person. */
  leave(reason: LeaveReason = 'left'): void {
    if (this.state.name !== 'joined') return
    const { info } = this.state
    this.#dropFrame()
    if (reason === 'ended') void this.refresh()
    else if (reason === 'full') this.#to({ name: 'denied', info, code: 'ROOM_FULL' })
    else if (reason === 'denied') this.#to({ name: 'denied', info, code: 'GUESTS_REFUSED' })
    else this.#to({ name: 'left', info, reason })
    void this.refresh()
  }

  /** Ends the meeting for everyone; the state changes when BBB has confirmed it. */
  async end(): Promise<void> {
    const connection = this.#connection
    if (!connection) return
    try {
      await connection.client.json(`/rooms/${connection.room}/end`, {
        method: 'POST',
        body: {},
        signal: connection.stop.signal,
      })
      await this.refresh()
    } catch (thrown) {
      if (!connection.stop.signal.aborted) this.#fail(thrown)
    }
  }

  get #info(): RoomInfo | undefined {
    return 'info' in this.state ? this.state.info : undefined
  }

  async #openFrame(answer: TicketAnswer, info: RoomInfo, { base, room, stop }: Connection): Promise<void> {
    const origin = new URL(base).origin
    const frame = createMeetingFrame(info.name, answer.frame_origins, origin, room, (reason) => this.leave(reason))
    this.#frame = frame
    this.#to({ name: 'joining', info, display: 'frame', frame: frame.element })
    await this.#host.updateComplete
    stop.signal.throwIfAborted()
    postTicket(this.#host.renderRoot, answer, frame.element.name, base)
    this.#to({ name: 'joined', info, display: 'frame', frame: frame.element })
  }

  #dropFrame(): void {
    this.#frame?.remove()
    this.#frame = undefined
  }

  async #askUntilFresh(): Promise<void> {
    const connection = this.#connection
    if (!connection) return
    const { client, room, stop } = connection
    try {
      while (this.#isStale && !stop.signal.aborted) {
        this.#isStale = false
        const info = await client.json<RoomInfo>(`/rooms/${room}`, { signal: stop.signal })
        this.#apply(info)
      }
    } catch (thrown) {
      if (stop.signal.aborted) return
      const error = asRoomError(thrown)
      // A person in the meeting is not disturbed by a question that failed beside it.
      if (this.state.name !== 'joined' && this.state.name !== 'joining') this.#fail(error)
      if (error.facts.retryable) this.#wakeIn((error.facts.retryAfter ?? 15) * 1000)
    }
  }

  /** Draws what the BFF said of the room. */
  #apply(info: RoomInfo): void {
    const { state } = this
    if (state.name === 'joining') return
    if (state.name === 'joined') {
      if (info.state !== 'ended') {
        this.#to({ ...state, info })
        return
      }
      this.#dropFrame()
      this.#to({ name: 'ended', info })
      return
    }
    switch (info.state) {
      case 'scheduled': {
        this.#schedule(info, Date.parse(info.opens_at ?? info.server_time) - Date.parse(info.server_time))
        return
      }
      case 'waiting':
        this.#wakeIn(60_000)
        {
          this.#to({ name: 'waiting', info })
          return
        }
      case 'open':
      case 'running':
        if (!info.can.join) {
          this.#to({ name: 'denied', info, code: 'NOT_ALLOWED' })
          return
        }
        if (state.name === 'left' || (state.name === 'denied' && state.code !== 'NOT_ALLOWED')) {
          this.#to({ ...state, info })
          return
        }
        this.#to({ ...(state.name === 'ready' && state), name: 'ready', info })
        {
          this.#autojoin(info)
          return
        }
      case 'ended': {
        this.#to({ name: 'ended', info })
        return
      }
      default:
        // A newer BFF says something this element does not know yet.
        this.#fail(new RoomError('BFF_ANSWER_UNREADABLE', { retryable: true }))
    }
  }

  #autojoin(info: RoomInfo): void {
    if (!this.#host.autojoin || this.#hasAutojoined || info.record) return
    this.#hasAutojoined = true
    const isFrame =
      (this.#host.display ?? 'auto') === 'auto' ? info.display === 'frame' : this.#host.display === 'frame'
    if (isFrame || navigator.userActivation.isActive) void this.join()
  }

  #schedule(info: RoomInfo, waitMs: number): void {
    this.#wakeIn(Math.max(waitMs, 1000), 1)
    this.#to({ name: 'scheduled', info, opensAtMs: performance.now() + waitMs })
  }

  #refused({ code, state, opens_at, retry_after }: JoinState, info: RoomInfo): void {
    if (state === 'waiting') this.#to({ name: 'waiting', info })
    else if (state === 'ended') this.#to({ name: 'ended', info })
    else if (state === 'scheduled') {
      this.#schedule({ ...info, opens_at }, Date.parse(opens_at ?? '') - Date.parse(info.server_time) || 30_000)
    } else this.#to({ name: 'denied', info, code })
    if (retry_after) this.#wakeIn(retry_after * 1000)
  }

  #fail(thrown: unknown): void {
    const error = asRoomError(thrown)
    if (error.code === 'NOT_ALLOWED') {
      this.#to({ name: 'denied', info: this.#info, code: 'NOT_ALLOWED' })
      return
    }
    this.#dropFrame()
    this.#to({ name: 'error', error, isHandled: !this.#host.failed(error) })
  }

  /** Asks again once, after `ms` and up to half as long again (`spread`). */
  #wakeIn(ms: number, spread = 0.5): void {
    clearTimeout(this.#wakeTimer)
    const delayMs = Math.min(spread === 1 ? ms + jittered(500) : jittered(ms * (1 + spread)), 2 ** 30)
    this.#wakeTimer = setTimeout(() => void this.refresh(), delayMs)
  }

  /** After sleep, back/forward cache or a cut line the room may have changed unheard, and the token grown old. */
  #listen(tokens: TokenHolder, signal: AbortSignal): void {
    let hiddenAtMs = 0
    const wake = () => {
      tokens.drop()
      void pause(jittered(2000), signal).then(() => this.refresh())
    }
    addEventListener('online', wake, { signal })
    addEventListener('pageshow', (event) => event.persisted && wake(), { signal })
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.hidden) hiddenAtMs = Date.now()
        else if (Date.now() - hiddenAtMs > 60_000) wake()
      },
      { signal },
    )
  }

  #to(state: SessionState): void {
    const previous = this.state
    this.state = state
    this.#host.stateChanged(state, previous)
    this.#host.requestUpdate()
  }
}
