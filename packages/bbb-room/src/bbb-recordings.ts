import { html, LitElement, type PropertyValues } from 'lit'
import type { GetAccessToken } from './api/request-token.ts'
import { styles } from './bbb-recordings.styles.ts'
import { Localisation } from './controllers/localisation.ts'
import { RecordingsSession, type RecordingListHost } from './controllers/recordings-session.ts'
import { failureEvent } from './events.ts'
import { failureText } from './localisation/failure-text.ts'
import type { RoomError } from './room-error.ts'
import { recordingRow } from './views/recording-row.ts'

/**
 * The recordings of a room: those that are being prepared too, and the others to play.
 *
 * @slot - what stands here until the element works
 * @csspart card
 * @csspart recording - one row
 * @csspart recording-name
 * @csspart recording-state - why it cannot be played
 * @csspart button
 * @csspart primary
 * @event bbb-room-error
 */
export class BbbRecordings extends LitElement implements RecordingListHost {
  static override styles = styles
  static override properties = {
    endpoint: {},
    room: {},
    tokenEndpoint: { attribute: 'token-endpoint' },
    theme: { reflect: true },
    getAccessToken: { attribute: false },
  }
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang']
  }

  declare endpoint: string | undefined
  declare room: string | undefined
  declare tokenEndpoint: string | undefined
  declare theme: 'auto' | 'light' | 'dark'
  declare getAccessToken: GetAccessToken | undefined

  readonly #localisation = new Localisation(this)
  readonly #session = new RecordingsSession(this)
  #isStarted = false

  constructor() {
    super()
    this.theme = 'auto'
  }

  /** Reads the list again. */
  refresh(): Promise<void> {
    return this.#session.refresh()
  }

  get openingText(): string {
    return this.#localisation.messages?.opening ?? '…'
  }

  override connectedCallback(): void {
    super.connectedCallback()
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
    const texts = messages ? failureText(error, messages) : ([error.code, error.facts.fix ?? ''] as const)
    return this.dispatchEvent(failureEvent(error, texts))
  }

  protected override render(): unknown {
    const { messages: t, tag } = this.#localisation
    const { state } = this.#session
    if (!t || state.name === 'idle') return html`<slot></slot>`
    return html`<section part="card" class="card" lang=${tag} dir=${t.direction} aria-label=${t.recordings}>
      <h2 part="heading">${t.recordings}</h2>
      ${this.#renderList()}
    </section>`
  }

  #renderList(): unknown {
    const { messages: t, tag } = this.#localisation
    const { state } = this.#session
    if (!t) return undefined
    switch (state.name) {
      case 'idle':
      case 'loading':
        return html`<p>${t.loadingStatus}</p>`
      case 'error': {
        if (state.isHandled) return html`<slot name="error"></slot>`
        const [title, fix] = failureText(state.error, t)
        return html`<p>${title}</p>
          <p>${fix}</p>
          <button part="button" @click=${() => this.#session.start()}>${t.tryAgain}</button>`
      }
      case 'listed':
        if (!state.recordings.length) return html`<p>${t.recordingsNone}</p>`
        return html`<ul>
            ${state.recordings.map((recording) =>
              recordingRow(recording, { t, tag, play: (id, format) => void this.#session.play(id, format) }),
            )}
          </ul>
          ${state.next ? html`<button part="button" @click=${() => this.#session.more()}>${t.more}</button>` : ''}`
      default:
        return state satisfies never
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bbb-recordings': BbbRecordings
  }
}
