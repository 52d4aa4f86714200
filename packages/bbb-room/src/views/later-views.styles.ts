import { css } from 'lit'

export const laterStyles = css`
  .framed {
    gap: 0;
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
    gap: 10px 20px;
    align-items: center;
    justify-content: space-between;
    padding: 10px 14px;
    border-top: 1px solid var(--_border);
  }
  .below [part='actions'] {
    flex: 1 0 auto;
    justify-content: end;
  }
  .below p {
    flex: 1 1 220px;
    font-size: 0.875rem;
  }
  [part='countdown'] {
    color: var(--_text);
    font-size: clamp(2rem, 9cqi, 3rem);
    font-weight: 300;
    font-variant-numeric: tabular-nums;
    line-height: 1.2;
    letter-spacing: -0.02em;
  }
  [part='link'] {
    width: 100%;
    min-height: 44px;
    padding: 8px 12px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.5);
    background: color-mix(in srgb, var(--_text) 4%, transparent);
    color: inherit;
    font: inherit;
    font-size: 0.875rem;
    text-overflow: ellipsis;
  }
  bbb-recordings {
    width: 100%;
    margin-top: 12px;
  }
  .panel {
    display: grid;
    grid-column: 1/-1;
    gap: 12px;
    padding-top: 20px;
    border-top: 1px solid var(--_border);
  }
`
