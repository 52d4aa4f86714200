import type { XmlElement } from './element.ts'
import { type Escape, escapeMarkupAndQuotes } from './escape.ts'

/** Attributes in the order given, each with a blank before it. */
export function writeAttributes(element: XmlElement, escape: Escape = escapeMarkupAndQuotes): string {
  return Object.entries(element.attributes ?? {})
    .map(([name, value]) => ` ${name}="${escape(value).replaceAll('\n', '&#10;')}"`)
    .join('')
}

/** The whole element on one line. */
export function writeOneLine(element: XmlElement, escape: Escape = escapeMarkupAndQuotes): string {
  const { name, content } = element
  if (content.length === 0 && element.selfClosedWhenEmpty) return `<${name}/>`
  const inner =
    typeof content !== 'string'
      ? content.map((child) => writeOneLine(child, escape)).join('')
      : element.cdata
        ? `<![CDATA[${content}]]>`
        : escape(content)
  return `<${name}${writeAttributes(element)}>${inner}</${name}>`
}
