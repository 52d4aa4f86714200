import { html, nothing, type CSSResult, type ReactiveController } from 'lit'
import type { BbbRoom } from '../bbb-room.ts'
import { roomStyles } from '../bbb-room.styles.ts'
import type { Messages } from '../localisation/en.ts'
import { failureText } from '../localisation/failure-text.ts'
import { fill } from '../localisation/fill.ts'
import { sentences } from '../localisation/sentences.ts'
import { surface } from '../surface.styles.ts'
import { viewState, type LaterViews } from '../views/view-state.ts'
import { missing, missingPanel } from '../views/missing.ts'
import { drawPanel, type Panel } from '../views/panel.ts'
import { drawCard, type ViewContext } from '../views/view.ts'
import { canNotify } from './can-notify.ts'
import { loadPart } from './load-part.ts'
import type { RoomSession } from './room-session.ts'

/** What was spoken last: only what is new is spoken, not every new number. */
interface Spoken {
  /** Another one of these, and all of it is spoken. */
  readonly of: string
  readonly text: string
  readonly also?: readonly string[] | undefined
}

/** Draws the session's state, keeps the focus where the eye is, and speaks what has changed. */
export class RoomView implements ReactiveController {
  readonly #element: BbbRoom
  readonly #session: RoomSession
  #later: LaterViews | undefined
  /** The file with the later views does not come. */
  #isLaterMissing = false
  /** The list's file is there, or on its way. */
  #hasRecordingsFile = false
  #panel: Panel | undefined
  /** The button that had the focus when the panel was opened. */
  #opener: HTMLButtonElement | undefined
  /** The panel is to have the focus, once it is drawn. */
  #isPanelAwaited = false
  #isNotified = false
  #spoken: Spoken = { of: '', text: '' }
  /** What the live region says. */
  #said = ''
  /** The focus was in here, and what had it is gone. */
  #isFocusLost = false
  /** It was below the frame. */
  #wasInBar = false

  constructor(element: BbbRoom, session: RoomSession) {
    this.#element = element
    this.#session = session
    element.addController(this)
    session.beforeFrameGoes = this.#noteFocus
    this.#adopt(surface)
    this.#adopt(roomStyles)
    // Not when it is needed: a view for `offline` has to be there before.
    this.#loadLater()
  }

  readonly #loadLater = (): void => {
    this.#isLaterMissing = false
    this.#element.requestUpdate()
    loadPart(() => import('../views/later-views.ts')).then(
      (later) => {
        this.#later = later
        this.#adopt(later.laterStyles)
        this.#element.requestUpdate()
      },
      () => {
        this.#isLaterMissing = true
        this.#element.requestUpdate()
      },
    )
  }

  hostDisconnected(): void {
    this.closePanel()
  }

  hostUpdate(): void {
    // The meeting wants the devices for itself.
    if (this.#session.state.name === 'joining') this.#stopPanel()
    this.#noteFocus()
  }

  readonly #noteFocus = (): void => {
    const active = this.#element.shadowRoot?.activeElement
    if (!active) return
    this.#isFocusLost = true
    this.#wasInBar = Boolean(active.closest('.below'))
  }

  hostUpdated(): void {
    const root = this.#element.shadowRoot
    const find = (selector: string) => root?.querySelector<HTMLElement>(selector)
    const panel = this.#isPanelAwaited && find('.panel')
    if (panel) {
      this.#isPanelAwaited = false
      panel.focus()
    }
    if (!this.#isFocusLost) return
    // Not when the person has gone on elsewhere meanwhile.
    if (!root?.activeElement && (document.activeElement ?? document.body) === document.body) {
      const target = find('.target') ?? (this.#wasInBar ? find('.ends') : undefined) ?? find('iframe') ?? find('h2')
      target?.focus()
      // Its view may be on its way still.
      if (!target) return
    }
    this.#isFocusLost = false
  }

  /** Kept here, for a first file without it. */
  readonly failureText = failureText

  /** Whether there is more to show than that the room is looked for. */
  get hasMore(): boolean {
    const { state } = this.#session
    return this.#panel !== undefined || (state.name === 'loading' && state.isLong === true)
  }

  openPanel(panel: Panel, styles?: CSSResult): void {
    this.#stopPanel()
    this.#panel = panel
    if (styles) this.#adopt(styles)
    const active = this.#element.shadowRoot?.activeElement
    // Who is elsewhere, or in the meeting, stays there; opened anew, it has the same opener.
    if (active instanceof HTMLButtonElement && !active.closest('.panel')) {
      this.#opener = active
      this.#isPanelAwaited = true
    }
    this.#element.requestUpdate()
  }

  readonly closePanel = (): void => {
    this.#stopPanel()
    this.#element.requestUpdate()
  }

  /** The person has closed it: they are back where they opened it. */
  readonly #dismissPanel = (): void => {
    const root = this.#element.shadowRoot
    this.closePanel()
    if (!root?.activeElement?.closest('.panel')) return
    const opener = this.#opener?.isConnected ? this.#opener : root.querySelector<HTMLElement>('[aria-expanded]')
    opener?.focus()
  }

  #stopPanel(): void {
    this.#panel?.stop()
    this.#panel = undefined
    this.#isPanelAwaited = false
  }

  render(t: Messages, tag: string): unknown {
    const { state } = this.#session
    if (state.name === 'error' && state.isHandled) return html`<slot name="error"></slot>`
    const context = this.#context(t, tag)
    const frame = 'frame' in state && state.frame
    const isMissing = this.#isLaterMissing && state.name !== 'idle'
    const card = frame
      ? undefined
      : (viewState(state, context, this.#later) ?? (isMissing ? missing(t, this.#loadLater) : undefined))
    const framed = frame ? this.#later?.framed(state, context) : undefined
    if (!card && !frame && !this.#panel) return undefined
    if (card) {
      const { status, room, heading, text, also } = card
      this.#speak({ of: status + heading, text: sentences(status, room, heading, text), also })
    } else if (framed) this.#speak({ of: framed.said, text: framed.said })
    return html`<section part="card" class="card ${state.name} ${frame ? 'framed' : ''}" lang=${tag} dir=${t.direction}>
      ${card ? drawCard(state.name, card) : frame ? framed?.body : html`<slot></slot><slot name=${state.name}></slot>`}
      ${this.#panel ? drawPanel(this.#panel, t, this.#dismissPanel) : nothing}
      <p role="status" class="hush">${this.#said}</p>
    </section>`
  }

  #speak(spoken: Spoken): void {
    const { of, text, also = [] } = spoken
    const added = also.filter((each) => !this.#spoken.also?.includes(each))
    if (of !== this.#spoken.of) this.#said = sentences(text, ...also)
    else if (added.length) this.#said = sentences(...added)
    this.#spoken = spoken
  }

  /** The same words are heard again only when they were gone meanwhile. */
  async #say(text: string): Promise<void> {
    this.#said = ''
    this.#element.requestUpdate()
    await this.#element.updateComplete
    this.#said = text
    this.#element.requestUpdate()
  }

  #context(t: Messages, tag: string): ViewContext {
    const session = this.#session
    const isNotified = this.#isNotified
    const isChecking = this.#panel?.name === 'devices'
    return {
      t,
      tag,
      join: (place) => void session.join(place),
      leave: () => {
        session.leave()
      },
      askToEnd: (isEnding) => {
        session.askToEnd(isEnding)
      },
      end: () => void session.end(),
      refresh: () => {
        session.tryAgain()
      },
      startAnyway: () => {
        session.startAnyway()
      },
      isChecking,
      checkDevices: () => {
        if (isChecking) this.#dismissPanel()
        else
          this.#element.checkDevices().catch(() => {
            this.openPanel(missingPanel('devices'))
          })
      },
      say: (text) => void this.#say(text),
      notify: !isNotified && session.state.name === 'waiting' && canNotify() ? () => void this.#notify(t) : undefined,
      isNotified,
      failureText: (error) => this.failureText(error, t),
      recordings: () => this.#recordings(),
    }
  }

  async #notify(t: Messages): Promise<void> {
    const { state } = this.#session
    if (this.#isNotified || !('info' in state) || !state.info) return
    const text = fill(t.notified, { name: state.info.name })
    this.#isNotified = true
    const { noticeOpening } = await import('./opening-notice.ts')
    const isAllowed = await noticeOpening(this.#element, text, () => {
      this.#isNotified = false
    })
    if (!isAllowed) this.#isNotified = false
    this.#element.requestUpdate()
  }

  #recordings(): unknown {
    if (document.querySelector('bbb-recordings')) return nothing
    // Until it is there, the card says that the class is over; the next drawing asks again.
    if (!this.#hasRecordingsFile)
      loadPart(() => import('../recordings.ts')).catch(() => {
        this.#hasRecordingsFile = false
      })
    this.#hasRecordingsFile = true
    const { room, tokenEndpoint, theme, getAccessToken } = this.#element
    // Not the attribute, which may have changed: this list would begin its own life with it.
    const endpoint = this.#session.firstBase.base
    return html`<bbb-recordings
      part="recordings"
      endpoint=${endpoint ?? nothing}
      room=${room ?? nothing}
      token-endpoint=${tokenEndpoint ?? nothing}
      theme=${theme}
      .getAccessToken=${getAccessToken}
    ></bbb-recordings>`
  }

  #adopt({ styleSheet }: CSSResult): void {
    const sheets = this.#element.shadowRoot?.adoptedStyleSheets
    if (styleSheet && !sheets?.includes(styleSheet)) sheets?.push(styleSheet)
  }
}
