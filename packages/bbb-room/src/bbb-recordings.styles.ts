import { css } from 'lit'
import { surface } from './surface.styles.ts'

export const styles = [
  surface,
  css`
    ul {
      display: grid;
      margin: 8px 0 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      gap: 12px 16px;
      align-items: center;
      padding: 16px 0;
      border-top: 1px solid var(--_border);
    }
    li:first-child {
      border-top: 0;
    }
    .words {
      flex: 1 1 200px;
      min-width: 0;
    }
    h3 {
      font-size: 1rem;
      font-weight: 600;
    }
    [part='actions'] {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
    .badge {
      padding: 4px 12px;
      border: 1px solid var(--_border);
      border-radius: 99px;
      font-size: 0.8125rem;
      font-weight: 550;
    }
  `,
]
