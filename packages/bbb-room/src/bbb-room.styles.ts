import { css } from 'lit'
import { surface } from './surface.styles.ts'

export const styles = [
  surface,
  css`
    .card {
      display: grid;
      gap: 20px;
      align-content: center;
      min-height: 168px;
    }
    .words {
      display: grid;
      gap: 8px;
      justify-items: start;
      min-width: 0;
    }
    .status {
      display: flex;
      gap: 8px;
      align-items: center;
      padding: 2px 12px 2px 10px;
      border-radius: 99px;
      background: color-mix(in srgb, currentColor 11%, transparent);
      font-size: 0.8125rem;
      font-weight: 600;
    }
    .status::before {
      content: '';
      width: 8px;
      height: 8px;
      border-radius: 50%;
      background: currentColor;
    }
    .live {
      color: light-dark(#08703b, #56d494);
    }
    .wait {
      color: light-dark(#835400, #f2bd62);
    }
    .bad,
    .danger {
      color: light-dark(#b3231a, #ff9b91);
    }
    .wait::before {
      animation: breathe 1.8s ease-in-out infinite;
    }
    .notice {
      padding: 10px 14px;
      border-inline-start: 3px solid var(--_accent);
      border-radius: 6px;
      background: color-mix(in srgb, var(--_accent) 8%, transparent);
      color: inherit;
      font-size: 0.875rem;
    }
    .joining::before {
      content: '';
      position: absolute;
      inset: 0 0 auto;
      height: 3px;
      background: linear-gradient(90deg, transparent, var(--_accent), transparent) 0/40% 100% no-repeat;
      animation: pass 1.2s linear infinite;
    }
    @container (width < 420px) {
      [part='actions'] {
        flex-direction: column;
        align-items: stretch;
      }
    }
    @container (width >= 640px) {
      .card:not(.framed) {
        grid-template-columns: 1fr auto;
        align-items: center;
        column-gap: 40px;
      }
      .card:not(.framed) > [part='actions'] {
        flex-direction: column;
        align-items: stretch;
        min-width: 200px;
      }
    }
    @keyframes breathe {
      50% {
        opacity: 0.3;
      }
    }
    @keyframes pass {
      from {
        background-position: -70% 0;
      }
      to {
        background-position: 170% 0;
      }
    }
  `,
]
