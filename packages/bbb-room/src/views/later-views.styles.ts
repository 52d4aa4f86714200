import { css } from 'lit'

export const laterStyles = css`
  .framed {
    display: block;
    padding: 0;
  }
  iframe {
    display: block;
    width: 100%;
    height: var(--bbb-room-frame-height, clamp(420px, 62cqi, 85vh));
    border: 0;
    background: #06172a;
  }
  .below {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 20px;
    align-items: center;
    justify-content: space-between;
    padding: 10px 12px 10px 16px;
    border-top: 1px solid var(--_border);
  }
  .below [part='actions'] {
    flex: 1 0 auto;
    justify-content: end;
    gap: 4px;
  }
  .below > p {
    flex: 1 1 220px;
    font-size: 0.875rem;
  }
  .target {
    outline: 0;
  }
  .below .ask {
    color: var(--_text);
    font-weight: 600;
  }
  .below .where {
    display: flex;
    gap: 10px;
    align-items: center;
    color: var(--_text);
  }
  .where b {
    font-weight: 600;
  }
  .leave {
    color: light-dark(#b3231a, #ff9b91);
  }
  .leave:hover {
    border-color: transparent;
    background: light-dark(#c4261d, #ff8d83);
    color: light-dark(#fff, #2a0705);
  }
  .emblem:has(.leaf) {
    overflow: hidden;
    border-color: color-mix(in srgb, currentColor 40%, transparent);
    background: none;
    color: var(--_accent);
  }
  .leaf {
    display: grid;
    grid-template-rows: 17px 1fr;
    width: 100%;
    height: 100%;
    line-height: 1;
    text-align: center;
  }
  .leaf span {
    padding-top: 3px;
    background: color-mix(in srgb, currentColor 15%, transparent);
    font-size: 0.6875rem;
    font-weight: 600;
    white-space: nowrap;
  }
  .leaf b {
    align-self: center;
    color: var(--_text);
    font-size: 1.1875rem;
    font-weight: 650;
    letter-spacing: -0.02em;
  }
  [part='countdown'] {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 24px;
    margin-top: 8px;
    font-size: 0.8125rem;
  }
  [part='countdown'] span {
    display: grid;
  }
  [part='countdown'] b {
    color: var(--_text);
    font-size: clamp(1.75rem, 8cqi, 2.25rem);
    font-weight: 550;
    font-variant-numeric: tabular-nums;
    line-height: 1.15;
    letter-spacing: -0.03em;
  }
  [part='link'] {
    width: 100%;
    min-height: 44px;
    margin-top: 6px;
    padding: 8px 14px;
    border: 1px solid color-mix(in srgb, var(--_text) 50%, transparent);
    border-radius: calc(var(--_radius) * 0.625);
    background: none;
    color: inherit;
    font: inherit;
    font-size: 0.875rem;
    text-overflow: ellipsis;
  }
  .copy:not(.copied) .done,
  .copied .done ~ *,
  .copied :has(+ .done) {
    display: none;
  }
  bbb-recordings {
    grid-column: 1/-1;
    padding-top: 20px;
    border-top: 1px solid var(--_border);
  }
  bbb-recordings::part(card) {
    padding: 0;
    border: 0;
    border-radius: 0;
    background: none;
    box-shadow: none;
  }
  .panel {
    display: grid;
    grid-column: 1/-1;
    gap: 4px;
    padding-top: 16px;
    border-top: 1px solid var(--_border);
    outline: 0;
  }
  .panel > [part='actions'] {
    margin-top: 12px;
  }
  .framed > .panel {
    padding: 16px;
  }
`
