import { css } from 'lit'
import { surface } from './surface.styles.ts'

export const styles = [
  surface,
  css`
    .card {
      display: grid;
      gap: 20px;
    }
    .words {
      display: grid;
      gap: 6px;
      min-width: 0;
    }
    .status {
      display: flex;
      gap: 8px;
      align-items: center;
      font-size: 0.875rem;
      font-weight: 550;
    }
    .status::before {
      content: '';
      width: 8px;
      height: 8px;
      border-radius: 50%;
      background: currentColor;
    }
    .live {
      color: light-dark(#0b7a43, #4cd08a);
    }
    .wait {
      color: light-dark(#8a5a00, #f0b95a);
    }
    .bad {
      color: light-dark(#b42318, #ff9388);
    }
    .waiting .status::before,
    .loading .status::before {
      animation: breathe 1.8s ease-in-out infinite;
    }
    .joining::before {
      content: '';
      position: absolute;
      inset: 0 0 auto;
      height: 3px;
      background: linear-gradient(90deg, transparent, var(--_accent), transparent) 0 / 40% 100% no-repeat;
      animation: pass 1.2s linear infinite;
    }
    [part='actions'] {
      display: flex;
      flex-wrap: wrap;
      gap: 10px;
    }
    .framed {
      gap: 0;
      padding: 0;
    }
    iframe {
      display: block;
      width: 100%;
      height: var(--bbb-room-frame-height, max(480px, 62cqi));
      border: 0;
    }
    .below {
      justify-content: end;
      padding: 10px;
    }
    @container (max-width: 419px) {
      [part='actions'] {
        flex-direction: column;
      }
    }
    @container (min-width: 600px) {
      .card:not(.framed) {
        grid-template-columns: 1fr auto;
        align-items: center;
        gap: 32px;
      }
    }
    @keyframes breathe {
      50% {
        opacity: 0.25;
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
