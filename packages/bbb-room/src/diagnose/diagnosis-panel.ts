import { css, html, nothing, type TemplateResult } from 'lit'
import type { Messages } from '../localisation/en.ts'
import { diagnose } from './diagnose.ts'
import type { Finding } from './finding.ts'

export { diagnose }

export const diagnosisStyles = css`
  .findings {
    display: grid;
    gap: 10px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.875rem;
  }
  .findings li {
    padding-inline-start: 12px;
    border-inline-start: 3px solid;
  }
  .findings span {
    color: var(--_text);
  }
  code {
    display: block;
    color: var(--_text);
    overflow-wrap: anywhere;
    user-select: all;
  }
`

const tones = { ok: 'live', warning: 'wait', failure: 'bad' } as const

/** Shows findings, what is wrong first. */
export class DiagnosisPanel {
  readonly #findings: readonly Finding[]
  readonly #closed: () => void

  constructor(findings: readonly Finding[], closed: () => void) {
    this.#findings = [...findings].sort((one, other) => Number(one.status === 'ok') - Number(other.status === 'ok'))
    this.#closed = closed
  }

  stop(): void {
    // Holds nothing.
  }

  render(t: Messages): TemplateResult {
    return html`<div part="panel" class="panel">
      <ul class="findings" lang="en" dir="ltr">
        ${this.#findings.map(
          ({ code, status, owner, title, fix }) =>
            html`<li class=${tones[status]}>
              <b>${code}</b>
              <span>${title} ${fix ? `(${owner})` : nothing}</span>${fix ? html`<code>${fix}</code>` : nothing}
            </li>`,
        )}
      </ul>
      <div part="actions"><button part="button" @click=${this.#closed}>${t.close}</button></div>
    </div>`
  }
}
