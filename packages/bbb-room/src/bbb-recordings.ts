import { html, LitElement, nothing, type PropertyValues } from 'lit'
import type { GetAccessToken } from './api/request-token.ts'
import { styles } from './bbb-recordings.styles.ts'
import { Localisation } from './controllers/localisation.ts'
import { RecordingsSession, type RecordingListHost } from './controllers/recordings-session.ts'
import { nothingToShow, RecordingsView } from './controllers/recordings-view.ts'
import { failureEvent } from './events.ts'
import { failureText } from './localisation/failure-text.ts'
import type { Messages } from './localisation/en.ts'
import type { RoomError } from './room-error.ts'
import { ServedCard } from './served-card.ts'
import { icon } from './views/icon.ts'
import { again, alert } from './views/recording-icons.ts'

/**
 * The recordings of a room: those that are being prepared too, and the others to play. Those who may publish, unpublish,
 * edit, protect, caption and delete them, and have 15 seconds to undo a deletion: it is sent only then.
 *
 * @tagname bbb-recordings
 * @slot - what stands here until the element works
 * @slot error - instead of what the element says, where the page has handled the failure
 * @csspart card - the surface
 * @csspart heading
 * @csspart toolbar - search, and list or grid
 * @csspart list
 * @csspart empty - says that there is nothing, or why
 * @csspart recording - one row
 * @csspart thumbnail - its picture, or a drawing in its place
 * @csspart recording-name
 * @csspart recording-state - why it cannot be played, or that it is not published
 * @csspart description
 * @csspart actions - the buttons of one recording
 * @csspart manage - what can be done with a recording
 * @csspart selection - what can be done with those that are chosen
 * @csspart checkbox - chooses one, or all
 * @csspart caption - one of its text tracks
 * @csspart input - every field
 * @csspart button - every button
 * @csspart primary - plays the first format
 * @cssproperty --bbb-room-accent - buttons that play, and focus ring
 * @cssproperty --bbb-room-on-accent - text on the accent
 * @cssproperty --bbb-room-surface - background of the card
 * @cssproperty --bbb-room-text - headings
 * @cssproperty --bbb-room-muted - other text
 * @cssproperty --bbb-room-border - lines
 * @cssproperty [--bbb-room-radius=16px] - corners of the card; those inside follow
 * @cssproperty [--bbb-room-font=system-ui, sans-serif] - font family
 * @event {BbbRoomEvent<'bbb-room-error'>} bbb-room-error
 */
export class BbbRecordings extends LitElement implements RecordingListHost {
  static override styles = styles
  static override properties = {
    endpoint: {},
    room: {},
    tokenEndpoint: { attribute: 'token-endpoint' },
    theme: { reflect: true },
    thumbnails: { type: Boolean },
    getAccessToken: { attribute: false },
  }
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang']
  }

  declare endpoint: string | undefined
  declare room: string | undefined
  declare tokenEndpoint: string | undefined
  declare theme: 'auto' | 'light' | 'dark'
  /** Shows pictures, which come from the meeting server: the page's `img-src` has to name it. */
  declare thumbnails: boolean
  declare getAccessToken: GetAccessToken | undefined

  readonly #localisation = new Localisation(this)
  readonly #session = new RecordingsSession(this)
  readonly #view = new RecordingsView(this, this.#session)
  #served: ServedCard | undefined
  #isStarted = false

  constructor() {
    super()
    this.theme = 'auto'
    this.thumbnails = false
  }

  /** Reads the list again. */
  refresh(): Promise<void> {
    return this.#session.refresh()
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
    this.#localisation.begin()
    this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#isStarted = false
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    super.attributeChangedCallback(name, before, after)
    if (name === 'lang') this.requestUpdate()
  }

  protected override updated(changed: PropertyValues<this>): void {
    const isOther = changed.has('endpoint') || changed.has('room')
    const hasTokenNow =
      changed.has('getAccessToken') && !changed.get('getAccessToken') && this.#session.state.name === 'error'
    if (!this.isConnected || (this.#isStarted && !isOther && !hasTokenNow)) return
    this.#isStarted = true
    this.#session.start()
  }

  /** @internal */
  failed(error: RoomError): boolean {
    const { messages } = this.#localisation
    const texts = messages
      ? failureText(error, messages, error.facts.retryable)
      : ([error.code, error.facts.fix ?? ''] as const)
    return this.dispatchEvent(failureEvent(error, texts))
  }

  protected override render(): unknown {
    const { messages: t, tag } = this.#localisation
    const { state } = this.#session
    const isWaiting = !t || state.name === 'idle' || state.name === 'loading'
    if (isWaiting && this.#served?.isThere) return nothing
    if (!t || state.name === 'idle') return html`<slot></slot>`
    this.#served?.remove()
    return html`<section part="card" class="card" lang=${tag} dir=${t.direction} aria-label=${t.recordings}>
      <h2 part="heading" tabindex="-1">${t.recordings}</h2>
      ${this.#renderList(t, tag)}
      <p role="status" class="hush">${state.name === 'loading' ? t.loadingStatus : this.#view.said}</p>
    </section>`
  }

  #renderList(t: Messages, tag: string): unknown {
    const { state } = this.#session
    switch (state.name) {
      case 'idle':
      case 'loading':
        return skeleton
      case 'error': {
        if (state.isHandled) return html`<slot name="error"></slot>`
        const [title, fix] = failureText(state.error, t, state.error.facts.retryable)
        return nothingToShow(
          alert,
          title,
          html`<p role="alert" class="small">${fix}</p>
            <button part="button" @click=${() => this.#session.start()}>${icon(again)}${t.tryAgain}</button>`,
        )
      }
      case 'listed':
        return this.#view.render(state.recordings, state.next, t, tag)
      default:
        return state satisfies never
    }
  }
}

const skeleton = html`<div class="bones" aria-hidden="true">
  ${[1, 2, 3].map(() => html`<div class="bone"><i></i><span></span><span></span></div>`)}
</div>`

declare global {
  interface HTMLElementTagNameMap {
    'bbb-recordings': BbbRecordings
  }
}
