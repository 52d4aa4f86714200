import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import type { GetAccessToken } from './api/request-token.ts'
import { loadPart } from './controllers/load-part.ts'
import { Localisation } from './controllers/localisation.ts'
import type { RoomSession, SessionHost } from './controllers/room-session.ts'
import type { RoomView } from './controllers/room-view.ts'
import type { SessionState } from './controllers/session-state.ts'
import type { Finding } from './diagnose/finding.ts'
import { BbbRoomEvent, failureEvent, type RoomStateName } from './events.ts'
import type { Messages } from './localisation/en.ts'
import type { RoomError } from './room-error.ts'
import { ServedCard } from './served-card.ts'

/** What comes after the first file. */
interface Parts {
  readonly session: RoomSession
  readonly view: RoomView
}

/**
 * A BigBlueButton room in the page: shows how the room is, and opens it.
 *
 * @tagname bbb-room
 * @slot - what stands here until the element works, and where it cannot: a link to the hosted room
 * @slot idle - more for that state
 * @slot loading - more for that state
 * @slot scheduled - more for that state
 * @slot waiting - more for that state
 * @slot ready - more for that state
 * @slot joining - more for that state
 * @slot joined - more for that state
 * @slot left - more for that state
 * @slot ended - more for that state
 * @slot denied - more for that state
 * @slot error - instead of what the element says, where the page has handled the failure; else more for that state
 * @slot unsupported - more for that state
 * @csspart card - the surface
 * @csspart icon - the square before the words
 * @csspart status - the line with the dot
 * @csspart room - the room's name, where the heading says what happened
 * @csspart heading - the room's name, or what happened
 * @csspart text - what to do
 * @csspart facts - how many are there, and since when
 * @csspart notice - recording, or open elsewhere
 * @csspart countdown - the time until a scheduled class
 * @csspart link - the address to copy, in a browser inside another app
 * @csspart actions - the buttons
 * @csspart button - every button
 * @csspart primary - the one to press
 * @csspart panel - device check or diagnosis
 * @csspart preview - the camera's picture, in the device check
 * @csspart recordings - the list that follows a class
 * @csspart frame - the meeting, when in a frame
 * @cssproperty --bbb-room-accent - primary button, focus ring and icons
 * @cssproperty --bbb-room-on-accent - text on the accent
 * @cssproperty --bbb-room-surface - background of the card
 * @cssproperty --bbb-room-text - headings
 * @cssproperty --bbb-room-muted - other text
 * @cssproperty --bbb-room-border - lines
 * @cssproperty [--bbb-room-radius=16px] - corners of the card; those inside follow
 * @cssproperty [--bbb-room-font=system-ui, sans-serif] - font family
 * @cssproperty [--bbb-room-frame-height=clamp(420px, 62cqi, 85vh)] - height of the meeting, when in a frame
 * @event {BbbRoomEvent<'bbb-room-state-change'>} bbb-room-state-change
 * @event {BbbRoomEvent<'bbb-room-joined'>} bbb-room-joined
 * @event {BbbRoomEvent<'bbb-room-left'>} bbb-room-left
 * @event {BbbRoomEvent<'bbb-room-ended'>} bbb-room-ended
 * @event {BbbRoomEvent<'bbb-room-error'>} bbb-room-error
 * @event {BbbRoomEvent<'bbb-room-diagnostic'>} bbb-room-diagnostic
 */
export class BbbRoom extends LitElement implements SessionHost {
  /** The look of the card comes with its behaviour: before that there is the page's own content. */
  static override styles = css`
    :host {
      display: block;
    }
    :host([hidden]) {
      display: none;
    }
  `
  static override properties = {
    endpoint: {},
    room: {},
    tokenEndpoint: { attribute: 'token-endpoint' },
    display: {},
    autojoin: { type: Boolean },
    loading: {},
    theme: { reflect: true },
    getAccessToken: { attribute: false },
  }
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang']
  }

  /** The tenant's base URL, `https://meet.example/t/acme`. Its first value counts for the life of the element. */
  declare endpoint: string | undefined
  /** The room's id, as the host page's back end knows it. */
  declare room: string | undefined
  /** The host's own URL, asked by POST for an access token. */
  declare tokenEndpoint: string | undefined
  /** `auto` does what the BFF says. */
  declare display: 'auto' | 'tab' | 'frame'
  /** Joins without a click where that is possible: in a frame, and when the meeting is not recorded. */
  declare autojoin: boolean
  /** `lazy` asks for nothing until the element is near the view. */
  declare loading: 'eager' | 'lazy'
  declare theme: 'auto' | 'light' | 'dark'
  /** Instead of `token-endpoint`: the host's own way to an access token. */
  declare getAccessToken: GetAccessToken | undefined

  readonly #internals = this.attachInternals()
  readonly #localisation = new Localisation(this)
  #session: RoomSession | undefined
  #view: RoomView | undefined
  #parts: Promise<Parts> | undefined
  #sight: IntersectionObserver | undefined
  #served: ServedCard | undefined
  #isStarted = false
  /** The file with all that comes after this one does not come. */
  #isMissing = false

  constructor() {
    super()
    this.display = 'auto'
    this.autojoin = false
    this.loading = 'eager'
    this.theme = 'auto'
  }

  /** Which state the room is in for this person; also as the CSS custom state `:state(…)`. */
  get state(): RoomStateName {
    return this.#session?.state.name ?? 'idle'
  }

  /** Opens the meeting. For a tab, call it inside the handler of a click. */
  async join(): Promise<void> {
    await this.#session?.join()
  }

  /** Takes the person out of a meeting in a frame, or gives up joining; of one in a tab it notes only that they left. */
  leave(): void {
    this.#session?.leave()
  }

  /** Ends the meeting for everyone: moderators only. */
  async end(): Promise<void> {
    await this.#session?.end()
  }

  /** Asks the BFF how the room is. */
  async refresh(): Promise<void> {
    await this.#session?.refresh()
  }

  /**
   * Looks for what keeps the room from working, on the page's side and on the BFF's.
   * @returns each finding with the exact header, directive or setting to add; also shown, and sent as an event
   */
  async diagnose(): Promise<readonly Finding[]> {
    const [{ diagnose, DiagnosisPanel, diagnosisStyles }, { session, view }] = await Promise.all([
      loadPart(() => import('./diagnose/diagnosis-panel.ts')),
      this.#load(),
    ])
    const { endpoint, room, tokenEndpoint, getAccessToken, display } = this
    const looked = { endpoint, room, tokenEndpoint, getAccessToken, display, ...session.troubles }
    const findings = await diagnose(looked, session.firstBase)
    this.dispatchEvent(new BbbRoomEvent('bbb-room-diagnostic', { findings }))
    view.openPanel(new DiagnosisPanel(findings), diagnosisStyles)
    return findings
  }

  /** Lets the person try camera, microphone and speaker, before anything is asked of a server. */
  async checkDevices(): Promise<void> {
    const [{ DeviceCheck, deviceStyles }, { view }] = await Promise.all([
      loadPart(() => import('./device-check/device-check.ts')),
      this.#load(),
    ])
    view.openPanel(new DeviceCheck(() => this.requestUpdate()), deviceStyles)
  }

  /** @internal */
  get openingText(): string {
    return this.#localisation.messages?.opening ?? '…'
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    this.#served = new ServedCard(this.shadowRoot)
    return super.createRenderRoot()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#sight?.disconnect()
    this.#isStarted = false
  }

  /** Being here, it lets `moveBefore()` move the element without an end to the meeting in its frame. */
  connectedMoveCallback(): void {
    this.requestUpdate()
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    super.attributeChangedCallback(name, before, after)
    if (name === 'lang') this.requestUpdate()
  }

  protected override updated(changed: PropertyValues<this>): void {
    const isOther = changed.has('endpoint') || changed.has('room')
    const hasTokenNow = changed.has('getAccessToken') && !changed.get('getAccessToken') && this.state === 'error'
    if (this.isConnected && (!this.#isStarted || isOther || hasTokenNow)) this.#start()
  }

  #start(): void {
    this.#isStarted = true
    this.#sight?.disconnect()
    const start = () => {
      this.#load().then(
        ({ session }) => {
          if (this.isConnected) session.start()
        },
        () => this.#missed(),
      )
    }
    if (this.loading !== 'lazy') {
      start()
      return
    }
    this.#sight = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return
        this.#sight?.disconnect()
        start()
      },
      { rootMargin: '200px' },
    )
    this.#sight.observe(this)
  }

  #load(): Promise<Parts> {
    this.#localisation.begin()
    return (this.#parts ??= loadPart(() => import('./room-parts.ts')).then(
      ({ RoomSession, RoomView }) => {
        const session = (this.#session = new RoomSession(this))
        return { session, view: (this.#view = new RoomView(this, session)) }
      },
      (thrown: unknown) => {
        this.#parts = undefined
        throw thrown
      },
    ))
  }

  #missed(): void {
    const { messages: t } = this.#localisation
    const error = { code: 'FILE_UNAVAILABLE', facts: { retryable: true } }
    this.#isMissing = this.dispatchEvent(failureEvent(error, t ? [t.wrongTitle, t.wrongText] : [error.code, '']))
    this.requestUpdate()
  }

  /** @internal */
  stateChanged(state: SessionState, previous: SessionState): void {
    if (state.name === previous.name) return
    try {
      const { states } = this.#internals
      states.delete(previous.name)
      states.add(state.name)
    } catch {
      // A browser without `:state()`, which is told so in words.
    }
    this.dispatchEvent(new BbbRoomEvent('bbb-room-state-change', { state: state.name, previous: previous.name }))
    if (state.name === 'joined') this.dispatchEvent(new BbbRoomEvent('bbb-room-joined', { display: state.display }))
    if (state.name === 'left') this.dispatchEvent(new BbbRoomEvent('bbb-room-left', { reason: state.reason }))
    if (state.name === 'ended') this.dispatchEvent(new BbbRoomEvent('bbb-room-ended', null))
  }

  /** @internal */
  failed(error: RoomError, isRetried: boolean): boolean {
    const { messages } = this.#localisation
    const texts = (messages && this.#view?.failureText(error, messages, isRetried)) ?? ([error.code, ''] as const)
    return this.dispatchEvent(failureEvent(error, texts))
  }

  protected override render(): unknown {
    const { messages, tag } = this.#localisation
    const isServed = this.#served?.isThere
    const isServedEnough = isServed && /idle|loading/.test(this.state) && !this.#view?.hasMore
    const drawn = this.#isMissing
      ? messages && this.#renderMissing(messages, tag)
      : messages && !isServedEnough && this.#view?.render(messages, tag)
    if (!drawn) return isServed ? nothing : html`<slot></slot><slot name="idle"></slot>`
    this.#served?.remove()
    return drawn
  }

  #renderMissing(t: Messages, tag: string): unknown {
    const tryAgain = () => {
      this.#isMissing = false
      this.#start()
      this.requestUpdate()
    }
    return html`<section part="card" class="card" lang=${tag} dir=${t.direction}>
      <h2 part="heading" tabindex="-1">${t.wrongTitle}</h2>
      <p part="text" role="alert">${t.wrongText}</p>
      <slot></slot>
      <button part="button primary" @click=${tryAgain}>${t.tryAgain}</button>
    </section>`
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bbb-room': BbbRoom
  }
}
