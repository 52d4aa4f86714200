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
    .toolbar {
      display: flex;
      flex-wrap: wrap;
      gap: 8px 12px;
      align-items: center;
      justify-content: space-between;
      margin-top: 12px;
    }
    .layouts {
      display: flex;
      gap: 4px;
      margin-inline-start: auto;
    }
    .layouts [aria-pressed='true'] {
      border-color: var(--_border);
      color: var(--_text);
    }
    input {
      min-height: 44px;
      padding: 8px 14px;
      border: 1px solid color-mix(in srgb, var(--_text) 50%, transparent);
      border-radius: calc(var(--_radius) * 0.625);
      background: none;
      color: inherit;
      font: inherit;
    }
    input[type='search'] {
      flex: 1 1 180px;
      min-width: 0;
      max-width: 320px;
    }
    ::placeholder {
      color: var(--_muted);
      opacity: 1;
    }
    .grid {
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr));
      gap: 16px;
      margin-top: 16px;
    }
    .grid li {
      flex-direction: column;
      align-items: stretch;
      padding: 16px;
      border: 1px solid var(--_border);
      border-radius: calc(var(--_radius) * 0.75);
    }
    .grid .words {
      flex: 1 1 auto;
    }
    .grid .badge,
    .grid .manage {
      align-self: start;
    }
    .grid .manage {
      margin-inline-start: -12px;
    }
    [part='thumbnail'] {
      width: 96px;
      height: auto;
      aspect-ratio: 176 / 136;
      border-radius: 8px;
      background: color-mix(in srgb, var(--_text) 8%, transparent);
      object-fit: cover;
    }
    .grid [part='thumbnail'] {
      width: 100%;
    }
    .desk {
      display: flex;
      flex: 1 0 100%;
      flex-wrap: wrap;
      gap: 8px;
      padding: 12px;
      border-radius: calc(var(--_radius) * 0.625);
      background: color-mix(in srgb, var(--_text) 5%, transparent);
    }
    .grid .desk {
      flex: none;
    }
    form {
      display: flex;
      flex: 1 1 100%;
      flex-wrap: wrap;
      gap: 8px;
      align-items: end;
    }
    label {
      display: grid;
      flex: 1 1 200px;
      gap: 4px;
      font-size: 0.8125rem;
      font-weight: 600;
    }
    label input {
      min-width: 0;
      font-weight: 400;
      font-size: 1rem;
    }
    .danger,
    .failure {
      color: light-dark(#b3231a, #ff9b91);
    }
    .failure {
      flex: 1 1 100%;
      font-size: 0.875rem;
    }
    .more {
      margin-top: 8px;
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
