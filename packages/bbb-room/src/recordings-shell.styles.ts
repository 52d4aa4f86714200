import { css } from 'lit'

/**
 * The card of the list, and what stands in it until the list is there: all that a server draws. Its overflow is
 * clipped, not hidden, so that what can be done with those that are chosen can stay in view.
 */
export const recordingsShell = css`
  .card {
    display: flex;
    flex-wrap: wrap;
    column-gap: 12px;
    align-items: center;
    overflow: clip;
  }
  .card > * {
    flex: 1 0 100%;
    min-width: 0;
  }
  .card > h2 {
    flex: 1 1 auto;
    padding-block: 6px;
  }
  li,
  .bone {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 16px;
    align-items: center;
    padding: 14px 0;
    border-top: 1px solid var(--_border);
  }
  .bones {
    margin-top: 12px;
  }
  .bone {
    display: grid;
    grid-template-columns: 88px 1fr;
    gap: 8px 16px;
  }
  .bone:last-child {
    padding-bottom: 0;
  }
  .bone > * {
    height: 12px;
    border: 1px solid transparent;
    border-radius: 6px;
    background: var(--_tint);
    animation: breathe 1.6s ease-in-out infinite;
  }
  .bone i {
    grid-row: 1/3;
    height: 55px;
    border-radius: calc(var(--_radius) * 0.5);
  }
  .bone span:nth-child(2) {
    align-self: end;
    width: 44%;
  }
  .bone span:nth-child(3) {
    width: 28%;
  }
  @keyframes breathe {
    50% {
      opacity: 0.45;
    }
  }
`
