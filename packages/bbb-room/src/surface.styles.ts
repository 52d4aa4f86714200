import { css } from 'lit'

/** Colours, type and controls that both elements share. */
export const surface = css`
  :host {
    --_accent: var(--bbb-room-accent, light-dark(#1d5bd6, #7aa7ff));
    --_on-accent: var(--bbb-room-on-accent, light-dark(#fff, #0b1526));
    --_surface: var(--bbb-room-surface, light-dark(#fff, #16191f));
    --_text: var(--bbb-room-text, light-dark(#14181f, #eef1f6));
    --_muted: var(--bbb-room-muted, light-dark(#566072, #a3adbd));
    --_border: var(--bbb-room-border, light-dark(#dfe3ea, #2c323d));
    --_radius: var(--bbb-room-radius, 16px);
    display: block;
    container-type: inline-size;
    color-scheme: light dark;
    font: 400 1rem/1.5 var(--bbb-room-font, system-ui, sans-serif);
    text-align: start;
  }
  :host([hidden]) {
    display: none;
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
    padding: clamp(20px, 5cqi, 32px);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow:
      0 1px 2px #10182810,
      0 8px 24px -12px #10182829;
  }
  h2,
  h3,
  p {
    margin: 0;
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  h2 {
    font-size: clamp(1.25rem, 4.4cqi, 1.625rem);
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.015em;
  }
  h2:focus {
    outline: none;
  }
  p {
    color: var(--_muted);
  }
  button {
    min-height: 44px;
    padding: 10px 20px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.625);
    background: none;
    color: var(--_text);
    font: 600 1rem/1.375 inherit;
    font-family: inherit;
    cursor: pointer;
    transition:
      background 0.15s,
      border-color 0.15s;
  }
  button:hover {
    border-color: var(--_muted);
    background: color-mix(in srgb, var(--_text) 5%, transparent);
  }
  .primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .primary:hover {
    border-color: transparent;
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  button:disabled {
    opacity: 0.55;
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid color-mix(in srgb, var(--_accent) 70%, transparent);
    outline-offset: 2px;
  }
  .small {
    font-size: 0.8125rem;
  }
  @media (forced-colors: active) {
    .primary {
      border-color: ButtonText;
    }
    :focus-visible {
      outline-color: Highlight;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`
