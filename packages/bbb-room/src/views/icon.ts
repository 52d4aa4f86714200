import { html, type TemplateResult } from 'lit'

/**
 * A drawing in the colour of the text around it, for the eye alone.
 * @param path SVG path data on a 24 by 24 grid, drawn as lines
 * @param look `turn` goes round; `mirror` looks the other way where the text runs from right to left
 */
export const icon = (path: string, look = ''): TemplateResult =>
  html`<svg class=${look} viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`
