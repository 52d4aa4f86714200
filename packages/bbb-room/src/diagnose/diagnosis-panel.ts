import { css, html, nothing, type TemplateResult } from 'lit'
import type { Messages } from '../localisation/en.ts'
import { diagnose } from './diagnose.ts'
import type { Finding } from './finding.ts'

export { diagnose }

export const diagnosisStyles = css`
  .findings {
    display: grid;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.875rem;
  }
  .findings li {
    position: relative;
    padding-block: 10px;
    padding-inline-start: 24px;
    border-top: 1px solid var(--_border);
  }
  .findings li:first-child {
    border: 0;
  }
  .findings li::before {
    content: '';
    position: absolute;
    inset-block-start: 16px;
    inset-inline-start: 2px;
    width: 0;
    height: 0;
    border: 5px solid;
    border-radius: 50%;
  }
  .findings li.bad::before {
    border-radius: 2px;
  }
  .findings b {
    font:
      600 0.8125rem ui-monospace,
      monospace;
  }
  .findings span {
    display: block;
    color: var(--_text);
  }
  code {
    display: block;
    margin-top: 6px;
    padding: 8px 12px;
    border-radius: 8px;
    background: var(--_tint);
    color: var(--_text);
    font:
      0.8125rem/1.5 ui-monospace,
      monospace;
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
