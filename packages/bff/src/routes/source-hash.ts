import { hash } from 'node:crypto'

/**
 * How a policy names a style or script of ours by its text.
 * @see https://www.w3.org/TR/CSP3/#grammardef-hash-source
 */
export function sourceHash(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`
}
