import type { JoinAnswer, JoinState, ReturnMessage, RoomInfo, TicketAnswer } from '@bbb-room/bff-api'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { connectToRoom, FirstBase, type RoomAddress, type RoomConnection } from '../api/connect-to-room.ts'
import type { DisplayName } from '../events.ts'
import { openLaunchWindow, type LaunchWindow } from '../launch/launch-window.ts'
import { postTicket } from '../launch/post-ticket.ts'
import { asRoomError, RoomError } from '../room-error.ts'
import { watchRoom } from './events-stream.ts'
import type { MeetingFrame } from './meeting-frame.ts'
import { names, onViolation, policyFix, type PolicyViolation } from './page-policy.ts'
import { jittered, pause } from './pause.ts'
import { holdPresence, isPresent } from './presence.ts'
import type { JoinedState, SessionState, StateNamed } from './session-state.ts'
import { whyUnsupported } from './support.ts'
import { onWakeUp } from './wake-up.ts'

/** What the session needs of its element. */
export interface SessionHost extends ReactiveControllerHost, RoomAddress {
  readonly display?: string
  readonly autojoin?: boolean
  readonly renderRoot: HTMLElement | DocumentFragment
  /** Shown in the new tab until the meeting comes. */
  readonly openingText: string
  /** Called at every change of state, before it is drawn. */
  stateChanged(state: SessionState, previous: SessionState): void
  /** @param isRetried whether it is tried again without the person @returns whether the failure is to be drawn */
  failed(error: RoomError, isRetried: boolean): boolean
}

interface Connection extends RoomConnection {
  readonly stop: AbortController
}

/** Milliseconds after which a person who sees nothing happen is offered a way out. */
const longMs = 8000

/** Milliseconds after which somebody who was let in should show on BBB. */
const frameSilentMs = 15_000

/** A newer BFF says something that this element does not know yet. */
const unknownAnswer = () => new RoomError('BFF_ANSWER_UNREADABLE', { retryable: true })

/** Owns the state of one room for one person: asks the BFF, and shows what it answers. */
export class RoomSession implements ReactiveController {
  state: SessionState = { name: 'idle' }
  readonly firstBase = new FirstBase()
  /** Called while the frame still has the focus, if it has. */
  beforeFrameGoes: () => void = () => undefined
  readonly #host: SessionHost
  #connection: Connection | undefined
  #frame: MeetingFrame | undefined
  #stay: AbortController | undefined
  #refreshing: Promise<void> | undefined
  #ending: Promise<void> | undefined
  #isStale = false
  #wakeTimer: ReturnType<typeof setTimeout> | undefined
  #hasAutojoined = false
  #isTriedAnyway = false
  /** Ends the stream of news that is listened to. */
  #watching: AbortController | undefined
  /** Gives up on the join that is under way. */
  #attempt: AbortController | undefined
  /** Where the last join went, to take it back when the page's policy forbids it. */
  #tab: LaunchWindow | undefined
  /** How many were in the meeting before this person, until more are seen. */
  #othersInside: number | undefined
  /** A frame has stayed empty here: where the choice is ours, the next one is a tab. */
  #isFrameUseless = false

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
    const reason = this.#isTriedAnyway ? undefined : whyUnsupported()
    if (reason) {
      this.#to({ name: 'unsupported', reason })
      return
    }
    const stop = new AbortController()
    const { signal } = stop
    this.#look(signal)
    try {
      const connection = connectToRoom(this.#host, this.firstBase)
      const { base, tokens } = connection
      this.#connection = { ...connection, stop }
      onViolation((violation) => this.#forbidden(violation, base), signal)
      let waking: Promise<void> | undefined
      onWakeUp(() => {
        tokens.drop()
        clearTimeout(this.#wakeTimer)
        // A computer that wakes says so in several ways at once.
        waking ??= pause(jittered(2000), signal).then(() => {
          waking = undefined
          return this.#catchUp()
        })
      }, signal)
      addEventListener(
        'offline',
        () => {
          if (this.state.name !== 'joined' && this.state.name !== 'joining') {
            this.#fail(new RoomError('OFFLINE', { retryable: true }), true)
          }
        },
        { signal },
      )
      void this.refresh()
    } catch (thrown) {
      stop.abort()
      this.#fail(thrown)
    }
  }

  /** Begins although this browser may not do: the person's own wish. */
  startAnyway(): void {
    this.#isTriedAnyway = true
    this.start()
  }

  /** Ends all work: requests, stream, timers, listeners and the frame. */
  stop(): void {
    this.#connection?.stop.abort()
    this.#connection = undefined
    this.#refreshing = undefined
    this.#ending = undefined
    this.#watching = undefined
    clearTimeout(this.#wakeTimer)
    this.#goOut()
    this.#to({ name: 'idle' })
  }

  /** Asks the BFF how the room is. Callers at the same time share one request, plus one more if news came during it. */
  refresh(): Promise<void> {
    this.#isStale = true
    const asking = (this.#refreshing ??= this.#askUntilFresh().finally(() => {
      if (this.#refreshing === asking) this.#refreshing = undefined
    }))
    return asking
  }

  /** The same because the person wishes it, who then sees that something happens. */
  tryAgain(): void {
    const { signal } = this.#connection?.stop ?? {}
    // What has not been answered for so long may hang.
    if (this.state.name === 'loading' || !signal) this.start()
    else {
      if (this.state.name === 'error') this.#look(signal)
      void this.#lookAgain()
    }
  }

  /** Of a view that may well stay it is said that it does. */
  async #lookAgain(): Promise<void> {
    const { name } = this.state
    if (this.state.name === 'denied' || this.state.name === 'ended') this.#to({ ...this.state, look: 'looking' })
    await this.refresh()
    const { state } = this
    if (state.name !== name || (state.name !== 'denied' && state.name !== 'ended')) return
    const { info } = state
    const isOpen = info?.can.join && (info.state === 'open' || info.state === 'running')
    if (state.name === 'denied' && isOpen) this.#to({ name: 'ready', info })
    else this.#to({ ...state, look: 'unchanged' })
  }

  #look(signal: AbortSignal): void {
    const loading: SessionState = { name: 'loading' }
    this.#to(loading)
    void pause(longMs, signal).then(() => {
      if (this.state === loading) this.#to({ ...loading, isLong: true })
    })
  }

  /**
   * Opens the meeting. For a tab it has to be called inside the click.
   * @param place where, if not where the element would: `_self` takes this page's place
   */
  async join(place?: '_self' | 'tab'): Promise<void> {
    const connection = this.#connection
    const info = this.#info
    if (!connection || !info || this.state.name === 'joining') return
    const { base, room, client, stop } = connection
    const display = place ? 'tab' : this.#display(info)
    const needsTab = display === 'tab' && place !== '_self'
    const tab = needsTab ? openLaunchWindow(this.#host.openingText) : undefined
    if (needsTab && !tab) {
      // Who is in the meeting stays there.
      if (this.state.name === 'joined') this.#amend({ isEnding: false, endError: undefined, isBlocked: true })
      else this.#to({ name: 'ready', info, isBlocked: true })
      return
    }
    this.#goOut()
    const attempt = (this.#attempt = new AbortController())
    const signal = AbortSignal.any([stop.signal, attempt.signal])
    this.#tab = tab
    this.#othersInside = info.participant_count
    this.#to({ name: 'joining', info, display })
    try {
      const answer = await client.json<JoinAnswer>(`/rooms/${room}/join`, {
        method: 'POST',
        body: {},
        signal,
        timeoutMs: 30_000,
      })
      signal.throwIfAborted()
      if (!('ticket' in answer)) {
        tab?.close()
        this.#refused(answer, info)
      } else if (tab?.isClosed) this.#to({ name: 'ready', info })
      else if (display === 'frame') await this.#openFrame(answer, info, connection, signal)
      else {
        postTicket(this.#host.renderRoot, answer, tab?.name ?? '_self', base)
        this.#comeIn({ name: 'joined', info, display, isHere: place === '_self' }, connection)
      }
    } catch (thrown) {
      tab?.close()
      if (!signal.aborted) this.#fail(thrown)
    }
  }

  /**
   * Takes the person out: the frame goes. A tab that was severed can only be closed by the person. A join that is under
   * way is given up.
   */
  leave(reason: ReturnMessage['reason'] = 'left'): void {
    if (this.state.name === 'joining') {
      this.#attempt?.abort()
      this.#tab?.close()
      this.#goOut()
      this.#to({ name: 'ready', info: this.state.info })
      void this.refresh()
      return
    }
    if (this.state.name !== 'joined') return
    const { info } = this.state
    this.#goOut()
    if (reason === 'full') this.#to({ name: 'denied', info, code: 'ROOM_FULL' })
    else if (reason === 'denied') this.#to({ name: 'denied', info, code: 'GUESTS_REFUSED' })
    else this.#to({ name: 'left', info, reason })
    void this.refresh()
  }

  /** Asks whether to end the meeting for everyone, or takes the question back. */
  askToEnd(isEnding: boolean): void {
    if (this.state.name === 'joined' && !this.state.isEndSent)
      this.#amend({ isEnding, endError: undefined, isBlocked: false })
  }

  /**
   * Ends the meeting for everyone; the state changes when BBB has confirmed it. Who is in the meeting stays there when it
   * fails.
   */
  end(): Promise<void> {
    const ending = (this.#ending ??= this.#end().finally(() => {
      if (this.#ending === ending) this.#ending = undefined
    }))
    return ending
  }

  async #end(): Promise<void> {
    const connection = this.#connection
    if (!connection) return
    const { client, room, stop } = connection
    this.#amend({ isEndSent: true, endError: undefined })
    try {
      await client.json(`/rooms/${room}/end`, { method: 'POST', body: {}, signal: stop.signal })
      await this.refresh()
      this.#amend({ isEnding: false, isEndSent: false })
    } catch (thrown) {
      if (stop.signal.aborted) return
      if (this.state.name !== 'joined') {
        this.#fail(thrown)
        return
      }
      const error = asRoomError(thrown)
      const endError = this.#host.failed(error, false) ? error : undefined
      this.#amend({ isEnding: false, isEndSent: false, endError })
    }
  }

  /** Changes what is said of a meeting that the person is in. */
  #amend(change: Partial<JoinedState>): void {
    if (this.state.name === 'joined') this.#to({ ...this.state, ...change })
  }

  /** What the last join met: a frame in which BBB has seen nobody, or a browser that opens no tab. */
  get troubles(): { isFrameSilent: boolean; isTabBlocked: boolean } {
    const { state } = this
    return {
      isFrameSilent: state.name === 'joined' && state.isSilent === true,
      isTabBlocked: 'isBlocked' in state && state.isBlocked,
    }
  }

  get #info(): RoomInfo | undefined {
    return 'info' in this.state ? this.state.info : undefined
  }

  #display(info: RoomInfo): DisplayName {
    const wished = this.#host.display
    if (wished === 'tab' || wished === 'frame') return wished
    return this.#isFrameUseless ? 'tab' : info.display
  }

  async #openFrame(answer: TicketAnswer, info: RoomInfo, connection: Connection, signal: AbortSignal): Promise<void> {
    const { base, room } = connection
    const { createMeetingFrame } = await import('./meeting-frame.ts')
    signal.throwIfAborted()
    const { origin } = new URL(base)
    const frame = createMeetingFrame(info.name, answer.frame_origins, origin, room, (reason) => {
      this.leave(reason)
    })
    this.#frame = frame
    const { element } = frame
    this.#to({ name: 'joining', info, display: 'frame', frame: element })
    await this.#host.updateComplete
    // The file with its view may be on its way still, and a form for a frame that is not there opens a window.
    for (let tries = 0; !element.isConnected; tries++) {
      if (tries > 500) throw new RoomError('BFF_UNREACHABLE', { retryable: true })
      await pause(20, signal)
      signal.throwIfAborted()
    }
    signal.throwIfAborted()
    postTicket(this.#host.renderRoot, answer, element.name, base)
    this.#comeIn({ name: 'joined', info, display: 'frame', frame: element }, connection)
  }

  #comeIn(state: StateNamed<'joined'>, { base, room, stop }: Connection): void {
    const stay = (this.#stay = new AbortController())
    holdPresence(`bbb-room ${base} ${room}`, stay.signal)
    this.#to(state)
    if (state.isHere) {
      // Who comes back to the page by the browser's button is out of the meeting that took its place.
      const comeBack = ({ persisted }: PageTransitionEvent) => {
        if (persisted) this.leave()
      }
      addEventListener('pageshow', comeBack, { signal: stay.signal })
    }
    if (state.frame) {
      // Going elsewhere would end the call.
      addEventListener('beforeunload', (event) => event.preventDefault(), { signal: stay.signal })
      void pause(frameSilentMs, AbortSignal.any([stop.signal, stay.signal])).then(() => this.refresh())
    }
  }

  #goOut(): void {
    this.#stay?.abort()
    if (this.#frame) this.beforeFrameGoes()
    this.#frame?.remove()
    this.#frame = undefined
  }

  async #askUntilFresh(): Promise<void> {
    const connection = this.#connection
    if (!connection) return
    const { base, client, room, stop } = connection
    try {
      while (this.#isStale && !stop.signal.aborted) {
        this.#isStale = false
        const startedAtMs = performance.now()
        const [info, isElsewhere] = await Promise.all([
          client.json<RoomInfo>(`/rooms/${room}`, { signal: stop.signal }),
          isPresent(`bbb-room ${base} ${room}`),
        ])
        stop.signal.throwIfAborted()
        this.#apply(info, isElsewhere, startedAtMs)
        void this.#watch(connection)
      }
    } catch (thrown) {
      if (stop.signal.aborted) return
      const error = asRoomError(thrown)
      // A person in the meeting is not disturbed by a question that failed beside it.
      if (this.state.name !== 'joined' && this.state.name !== 'joining') this.#fail(error, error.facts.retryable)
      if (error.facts.retryable) this.#wakeIn((error.facts.retryAfter ?? 15) * 1000)
    }
  }

  /** Listens for news, from the first answer on. A BFF that refuses is listened to again once it answers. */
  async #watch({ client, room, stop }: Connection): Promise<void> {
    if (this.#watching) return
    const own = (this.#watching = new AbortController())
    await watchRoom(client, room, () => void this.refresh(), AbortSignal.any([stop.signal, own.signal]))
    if (this.#watching === own) this.#watching = undefined
  }

  /** After a sleep: the old stream may be dead without a sign of it. A new one asks how the room is, once it is there. */
  async #catchUp(): Promise<void> {
    if (this.#connection && this.#watching) {
      this.#watching.abort()
      this.#watching = undefined
      await this.#watch(this.#connection)
    }
    // Nobody listens, or the BFF refuses: then the answer says why.
    if (!this.#watching) await this.refresh()
  }

  /** The browser says nothing to a form or a frame that the page's policy forbids, only to the page. */
  #forbidden(violation: PolicyViolation, base: string): void {
    const { state } = this
    if (state.name !== 'joining' && state.name !== 'joined') return
    const { directive, address } = violation
    const { origin } = new URL(base)
    const { frame_origins } = state.info
    const isForm = directive === 'form-action' && address.startsWith(`${base}/`)
    const isFrame = directive === 'frame-src' && [origin, ...frame_origins].some((each) => address.startsWith(each))
    if (!isForm && !isFrame) return
    const bbb = frame_origins.length ? frame_origins : ['<BBB>']
    // A form is told of by its first address, though it may be the redirect to BBB that is forbidden.
    const missing = isForm && !names(violation, origin) ? [origin, ...bbb] : isForm ? bbb : [origin, ...bbb]
    this.#tab?.close()
    this.#isFrameUseless ||= isFrame
    this.#fail(new RoomError('PAGE_POLICY', { fix: policyFix(directive, ...missing) }))
  }

  /** Draws what the BFF said of the room. */
  #apply(info: RoomInfo, isElsewhere: boolean, startedAtMs: number): void {
    const { state } = this
    if (state.name === 'joining') return
    if (state.name === 'joined' && info.state !== 'ended') {
      if (info.participant_count > (this.#othersInside ?? -1)) this.#othersInside = undefined
      const isSilent =
        Boolean(state.frame) && this.#othersInside !== undefined && startedAtMs - this.#sinceMs > frameSilentMs / 2
      if (isSilent && !state.isSilent) this.#host.failed(new RoomError('FRAME_SILENT', { retryable: true }), false)
      this.#isFrameUseless ||= isSilent
      this.#to({ ...state, info, isSilent })
      return
    }
    switch (info.state) {
      case 'scheduled':
        this.#schedule(info, Date.parse(info.opens_at ?? info.server_time) - Date.parse(info.server_time))
        return
      case 'waiting':
        this.#wakeIn(60_000)
        this.#to({ name: 'waiting', info })
        return
      case 'open':
      case 'running': {
        // The page forbids what the room needs: that the BFF is well changes nothing.
        if (state.name === 'error' && state.error.code === 'PAGE_POLICY') return
        // Whoever may not come in is told so by `can`, and let in again by it.
        const isAboutPerson = state.name === 'denied' && ['NOT_ALLOWED', 'PERSON_BLOCKED'].includes(state.code)
        const isStillOut = state.name === 'left' || (state.name === 'denied' && !isAboutPerson)
        const hasRoom = info.participant_count < info.max_participants
        if (!info.can.join) this.#to({ name: 'denied', info, code: 'NOT_ALLOWED' })
        else if (isStillOut && !(state.name === 'denied' && state.code === 'ROOM_FULL' && hasRoom)) {
          this.#to({ ...state, info })
        } else {
          const isBlocked = state.name === 'ready' && state.isBlocked === true
          this.#to({ name: 'ready', info, isBlocked, isElsewhere })
          this.#autojoin(info)
        }
        return
      }
      case 'ended':
        this.#goOut()
        this.#to({ name: 'ended', info })
        return
      default:
        this.#fail(unknownAnswer())
    }
  }

  #autojoin(info: RoomInfo): void {
    // Nobody is brought into a recording, or opens a tab, without a click.
    if (!this.#host.autojoin || this.#hasAutojoined || info.record) return
    if (this.#display(info) === 'tab' && !navigator.userActivation.isActive) return
    this.#hasAutojoined = true
    void this.join()
  }

  #schedule(info: RoomInfo, waitMs: number): void {
    if (!Number.isFinite(waitMs)) {
      // A date that is none: asked again in a while, never at once for ever.
      this.#schedule({ ...info, opens_at: null }, 30_000)
      return
    }
    this.#wakeIn(Math.max(waitMs, 1000), 0)
    this.#to({ name: 'scheduled', info, opensAtMs: performance.now() + waitMs })
  }

  #refused({ code, state, opens_at, retry_after }: JoinState, info: RoomInfo): void {
    if (state === 'waiting') this.#to({ name: 'waiting', info })
    else if (state === 'ended') this.#to({ name: 'ended', info })
    else if (state === 'scheduled') {
      this.#schedule({ ...info, opens_at }, Date.parse(opens_at ?? '') - Date.parse(info.server_time) || 30_000)
    } else if (['full', 'denied'].includes(state)) this.#to({ name: 'denied', info, code })
    else this.#fail(unknownAnswer())
    if (retry_after) this.#wakeIn(retry_after * 1000)
  }

  /** @param isRetried whether this is done again by itself, and not only when the person presses something */
  #fail(thrown: unknown, isRetried = false): void {
    const error = asRoomError(thrown)
    this.#goOut()
    if (error.code === 'NOT_ALLOWED') this.#to({ name: 'denied', info: this.#info, code: 'NOT_ALLOWED' })
    else this.#to({ name: 'error', error, isHandled: !this.#host.failed(error, isRetried), isRetried })
  }

  /** Asks again once, between `ms` and `spread` times as long again. */
  #wakeIn(ms: number, spread = 1): void {
    clearTimeout(this.#wakeTimer)
    const delayMs = Math.min(ms + jittered(spread * ms + 500), 2 ** 30)
    this.#wakeTimer = setTimeout(() => void this.refresh(), delayMs)
  }

  /** When the state last got another name, on the monotonic clock. */
  #sinceMs = 0

  #to(state: SessionState): void {
    const previous = this.state
    this.state = state
    if (state.name !== previous.name) this.#sinceMs = performance.now()
    this.#host.stateChanged(state, previous)
    this.#host.requestUpdate()
  }
}
