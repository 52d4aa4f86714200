import { css } from 'lit'

export const deviceStyles = css`
  .device {
    display: grid;
    grid-template-columns: 40px minmax(0, 1fr) auto;
    gap: 2px 12px;
    align-items: center;
    min-height: 60px;
    padding-block: 8px;
  }
  .device i {
    display: grid;
    grid-row: 1/3;
    place-items: center;
    width: 40px;
    height: 40px;
    border: 1px solid transparent;
    border-radius: 50%;
    background: var(--_tint);
  }
  .device i.live,
  .device i.bad {
    background: color-mix(in srgb, currentColor 11%, transparent);
  }
  .device b {
    grid-area: 1/2/3/3;
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .device b:has(+ span:not(:empty)) {
    grid-row: 1/2;
  }
  .device span:empty {
    display: none;
  }
  .device span {
    grid-area: 2/2;
    font-size: 0.875rem;
  }
  .device span:not(.live) {
    color: var(--_muted);
  }
  .device button {
    grid-row: 1/3;
    grid-column: 3;
    min-width: 96px;
  }
  video {
    width: min(100%, 400px);
    margin-bottom: 12px;
    aspect-ratio: 16/9;
    border-radius: calc(var(--_radius) * 0.625);
    background: #000;
    object-fit: cover;
    transform: scaleX(-1);
  }
  .level {
    display: grid;
    gap: 4px;
    width: min(100%, 400px);
    margin-bottom: 12px;
    color: var(--_muted);
    font-size: 0.875rem;
  }
  meter {
    width: 100%;
    height: 14px;
  }
  @container (width < 440px) {
    .device {
      grid-template-columns: 40px minmax(0, 1fr);
    }
    .device button {
      grid-row: 3;
      grid-column: 2;
      justify-self: start;
      margin-top: 6px;
    }
  }
`
