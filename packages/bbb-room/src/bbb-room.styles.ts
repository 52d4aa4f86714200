import { css } from 'lit'

/** The card of a room. Nothing is drawn before its behaviour is there, so it comes with that. */
export const roomStyles = css`
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
    align-content: center;
    align-items: center;
    min-height: 150px;
  }
  .live,
  .status.live {
    --_tone: light-dark(#08703b, #56d494);
  }
  .wait {
    --_tone: light-dark(#8a5100, #f2bd62);
  }
  .bad {
    --_tone: light-dark(#b3231a, #ff9b91);
  }
  .calm {
    --_tone: light-dark(#47526a, #b3bccb);
  }
  .live,
  .wait,
  .bad,
  .calm {
    color: var(--_tone);
  }
  .emblem {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    display: grid;
    place-items: center;
    width: 48px;
    height: 48px;
    border: 1px solid transparent;
    border-radius: calc(var(--_radius) * 0.75);
    background: color-mix(in srgb, currentColor 11%, transparent);
  }
  .emblem svg {
    width: 24px;
    height: 24px;
  }
  .emblem.live {
    background: color-mix(in srgb, var(--_accent) 11%, transparent);
    color: var(--_accent);
  }
  .words {
    position: relative;
    display: grid;
    gap: 8px;
    justify-items: start;
    min-width: 0;
  }
  .words > .status {
    margin-block: 11px 16px;
    margin-inline-start: 60px;
  }
  .status {
    display: flex;
    gap: 7px;
    align-items: center;
    padding: 1px 11px 1px 9px;
    border: 1px solid transparent;
    border-radius: 99px;
    background: color-mix(in srgb, currentColor 10%, transparent);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .status::before {
    content: '';
    border: 4px solid currentColor;
    border-radius: 50%;
  }
  .status.live::before {
    animation: ring 2s ease-out infinite;
  }
  .status.wait::before {
    animation: breathe 1.8s ease-in-out infinite;
  }
  .quiet {
    padding-inline: 8px;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
  }
  .facts span {
    display: flex;
    gap: 6px;
    align-items: center;
  }
  .facts svg {
    width: 18px;
    height: 18px;
  }
  .notice {
    display: flex;
    gap: 10px;
    width: 100%;
    margin-top: 6px;
    padding: 11px 14px;
    border: 1px solid transparent;
    border-radius: calc(var(--_radius) * 0.625);
    background: var(--_tint);
    color: inherit;
    font-size: 0.875rem;
  }
  .notice svg {
    margin-top: 1px;
    color: var(--_accent);
  }
  .record svg {
    color: light-dark(#c4261d, #ff8d83);
  }
  @container (width < 440px) {
    [part='actions'] {
      flex-direction: column;
      align-items: stretch;
    }
  }
  @container (width >= 440px) {
    .card:not(.framed) > :is(.words, [part='actions']) {
      padding-inline-start: 68px;
    }
    .words {
      min-height: 48px;
      align-content: center;
    }
    .words > .status {
      margin: 0;
    }
  }
  @container (width >= 680px) {
    .card:not(.framed) {
      grid-template-columns: minmax(0, 1fr) auto;
      column-gap: 40px;
    }
    .card:not(.framed) > [part='actions'] {
      flex-direction: column;
      align-items: stretch;
      min-width: 200px;
      padding: 0;
    }
  }
  @keyframes breathe {
    50% {
      opacity: 0.3;
    }
  }
  @keyframes ring {
    from {
      box-shadow: 0 0 0 0 color-mix(in srgb, currentColor 50%, transparent);
    }
    70%,
    to {
      box-shadow: 0 0 0 7px transparent;
    }
  }
`
