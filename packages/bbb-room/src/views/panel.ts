import { html, type TemplateResult } from 'lit'
import type { Messages } from '../localisation/en.ts'
import { secondary } from './view.ts'

/** Something that the person has opened below the card. */
export interface Panel {
  readonly name: 'devices' | 'diagnosis'
  render(t: Messages): unknown
  /** Lets go of what it holds. */
  stop(): void
}

/** Draws a panel: it can take the focus, and is closed by its button or Escape. */
export const drawPanel = (panel: Panel, t: Messages, close: () => void): TemplateResult =>
  html`<div
    part="panel"
    class="panel"
    role="group"
    tabindex="-1"
    aria-label=${t[panel.name]}
    @keydown=${({ key }: KeyboardEvent) => {
      if (key === 'Escape') close()
    }}
  >
    ${panel.render(t)}
    <div part="actions">${secondary(t.close, close)}</div>
  </div>`
