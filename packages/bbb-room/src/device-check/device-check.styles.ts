import { css } from 'lit'

export const deviceStyles = css`
  .device {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
    min-height: 44px;
  }
  .device b {
    flex: 1 0 6em;
    font-weight: 600;
  }
  .device span:empty {
    display: none;
  }
  .device span {
    flex: 99 1 16em;
    font-size: 0.875rem;
  }
  .device button {
    margin-inline-start: auto;
  }
  video {
    width: min(100%, 360px);
    aspect-ratio: 16/9;
    border-radius: calc(var(--_radius) * 0.5);
    background: #000;
    object-fit: cover;
    transform: scaleX(-1);
  }
  meter {
    width: min(100%, 360px);
    height: 12px;
  }
`
