import { css } from 'lit'

/** Colours, type and controls that both elements share. */
export const surface = css`
  :host {
    --_accent: var(--bbb-room-accent, light-dark(#1f5fd0, #84b0ff));
    --_on-accent: var(--bbb-room-on-accent, light-dark(#fff, #0a1730));
    --_surface: var(--bbb-room-surface, light-dark(#fff, #171a21));
    --_text: var(--bbb-room-text, light-dark(#151a23, #eef1f6));
    --_muted: var(--bbb-room-muted, light-dark(#545e70, #a7b0c0));
    --_border: var(--bbb-room-border, light-dark(#dde2ea, #2e3440));
    --_radius: var(--bbb-room-radius, 16px);
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
    padding: clamp(20px, 5cqi, 32px);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow:
      0 1px 2px #10182810,
      0 12px 32px -16px #10182830;
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
    outline: 0;
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
    color: inherit;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
    transition: 0.15s;
  }
  button:hover {
    background: color-mix(in srgb, var(--_text) 6%, transparent);
  }
  .primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .primary:hover {
    background: color-mix(in srgb, var(--_accent) 86%, var(--_text));
  }
  .quiet {
    padding-inline: 12px;
    border-color: transparent;
    color: var(--_muted);
    font-size: 0.875rem;
    font-weight: 500;
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
    gap: 10px;
    align-items: center;
  }
  @media (forced-colors: active) {
    .primary {
      border-color: ButtonText;
    }
  }
  @media (prefers-reduced-motion) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`
