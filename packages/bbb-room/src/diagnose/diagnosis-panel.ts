import { css, html, nothing, type TemplateResult } from 'lit'
import type { Panel } from '../views/panel.ts'
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
    overflow-wrap: anywhere;
  }
  .findings .title {
    display: block;
    color: var(--_text);
  }
  .who {
    display: block;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  summary {
    width: fit-content;
    padding: 10px 4px;
    border-radius: 8px;
    color: var(--_muted);
    font-size: 0.875rem;
    font-weight: 600;
    cursor: pointer;
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

const owners: Readonly<Record<Finding['owner'], string>> = {
  page: 'page owner',
  bff: 'BFF operator',
  bbb: 'BBB operator',
  person: 'person at this browser',
}

/** Shows findings, what is wrong first. */
export class DiagnosisPanel implements Panel {
  readonly name = 'diagnosis'
  readonly #findings: readonly Finding[]

  constructor(findings: readonly Finding[]) {
    this.#findings = findings
  }

  stop(): void {
    // Holds nothing.
  }

  render(): TemplateResult {
    const well = this.#findings.filter(({ status }) => status === 'ok')
    const wrong = this.#findings.filter(({ status }) => status !== 'ok')
    return html`<div lang="en" dir="ltr">
      ${wrong.length ? list(wrong) : html`<p>Nothing is in the way.</p>`}
      ${
        well.length
          ? html`<details>
              <summary>Works: ${well.length}</summary>
              ${list(well)}
            </details>`
          : nothing
      }
    </div>`
  }
}

const list = (findings: readonly Finding[]): TemplateResult =>
  html`<ul class="findings">
    ${findings.map(
      ({ code, status, owner, title, fix }) =>
        html`<li class=${tones[status]}>
          <b>${code}</b>
          <span class="title">${title}</span>
          ${status === 'ok' ? nothing : html`<span class="who">${kinds[status]}. For: ${owners[owner]}</span>`}
          ${fix ? html`<code>${fix}</code>` : nothing}
        </li>`,
    )}
  </ul>`

const kinds = { warning: 'Warning', failure: 'Failure' } as const
