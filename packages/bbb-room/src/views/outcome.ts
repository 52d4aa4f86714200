import { html } from 'lit'
import type { Look } from '../controllers/session-state.ts'
import type { Messages } from '../localisation/en.ts'
import type { Card } from './view.ts'

/** What came of another look that the person has asked for: seen, and spoken. */
export const outcome = (look: Look | undefined, t: Messages): Pick<Card, 'also' | 'body'> =>
  look === 'unchanged' ? { also: [t.unchanged], body: html`<p class="small">${t.unchanged}</p>` } : {}
