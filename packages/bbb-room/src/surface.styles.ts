import { css } from 'lit'

/** Colours, type and controls that both elements share. */
export const surface = css`
  :host {
    --_accent: var(--bbb-room-accent, light-dark(#1d5bd6, #8ab4ff));
    --_on-accent: var(--bbb-room-on-accent, light-dark(#fff, #0a1730));
    --_surface: var(--bbb-room-surface, light-dark(#fff, #16191f));
    --_text: var(--bbb-room-text, light-dark(#121722, #eef1f6));
    --_muted: var(--bbb-room-muted, light-dark(#525c6d, #a5aebd));
    --_border: var(--bbb-room-border, light-dark(#dfe3ea, #2d333e));
    --_radius: var(--bbb-room-radius, 16px);
    --_tint: color-mix(in srgb, var(--_text) 5%, transparent);
    display: block;
    container-type: inline-size;
    color-scheme: light dark;
    font: 1rem/1.5 var(--bbb-room-font, system-ui, sans-serif);
    text-align: start;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  * {
    box-sizing: border-box;
  }
  .card {
    position: relative;
    overflow: hidden;
    padding: clamp(20px, 4.5cqi, 32px);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow:
      0 1px 2px #1018280d,
      0 16px 32px -20px #10182833;
  }
  h2,
  h3,
  p {
    margin: 0;
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  h2 {
    font-size: clamp(1.25rem, 4cqi, 1.5rem);
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.02em;
    text-wrap: balance;
    outline: 0;
  }
  p {
    color: var(--_muted);
    font-size: 0.9375rem;
  }
  svg {
    flex: none;
    width: 20px;
    height: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  button {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    justify-content: center;
    min-height: 44px;
    padding: 8px 18px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.625);
    background: none;
    color: inherit;
    font: inherit;
    font-size: 0.9375rem;
    font-weight: 600;
    line-height: 1.25;
    text-wrap: balance;
    cursor: pointer;
    transition: 0.15s;
    transition-property: background-color, border-color, color, transform;
  }
  button:hover {
    background: var(--_tint);
  }
  button:active {
    transform: scale(0.98);
  }
  [aria-disabled='true'] {
    opacity: 0.7;
    cursor: progress;
  }
  .primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: 0 1px 2px #10182829;
  }
  .primary:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  .quiet {
    padding-inline: 12px;
    border-color: transparent;
    color: var(--_muted);
    font-size: 0.875rem;
    font-weight: 500;
  }
  .quiet:hover {
    color: var(--_text);
  }
  .danger {
    color: light-dark(#b3231a, #ff9b91);
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  .small {
    font-size: 0.8125rem;
  }
  .hush {
    position: absolute;
    clip-path: inset(50%);
    width: 1px;
    height: 1px;
    overflow: hidden;
    white-space: nowrap;
  }
  [part='actions'] {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }
  [dir='rtl'] .mirror {
    transform: scaleX(-1);
  }
  .turn {
    animation: turn 1s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (forced-colors: active) {
    .primary {
      border-color: Highlight;
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
  @media (prefers-reduced-motion) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
`
