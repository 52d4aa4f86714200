import type { XmlElement } from './element.ts'
import { type Escape, escapeAllFive } from './escape.ts'

/** The template engine squeezes runs of blanks, so stored and answered texts need not be equal. */
const squeeze = (text: string) => text.replace(/\s*\n\s*/g, '\n').replace(/[^\S\n]+/g, ' ')

/**
 * One element a line, no indentation, no line break at the end: how the server's templates come out. An empty list is
 * two tags with a line break between them.
 */
export function writeLines(element: XmlElement, escape: Escape = escapeAllFive): string {
  const { name, content } = element
  if (content.length === 0 && element.selfClosedWhenEmpty) return `<${name}/>`
  if (typeof content === 'string') return `<${name}>${escape(squeeze(content))}</${name}>`
  return [`<${name}>`, ...content.map((child) => writeLines(child, escape)), `</${name}>`].join('\n')
}
