import type { XmlElement } from './element.ts'
import type { Escape } from './escape.ts'
import { writeAttributes } from './write-one-line.ts'

/** What differs between the libraries that indent. */
export interface IndentedStyle {
  readonly escape: Escape
  /** How a self-closed element ends. */
  readonly selfClosing: '/>' | ' />'
}

/** Two blanks a level and a line break at the end; an empty text is a self-closed element. */
export function writeIndented(element: XmlElement, style: IndentedStyle, indent = ''): string {
  const { name, content } = element
  const { escape, selfClosing } = style
  const open = `${indent}<${name}${writeAttributes(element)}`
  if (typeof content !== 'string') {
    if (content.length === 0 && element.selfClosedWhenEmpty) return `${open}${selfClosing}\n`
    const children = content.map((child) => writeIndented(child, style, `${indent}  `)).join('')
    return `${open}>\n${children}${indent}</${name}>\n`
  }
  if (element.cdata) return `${open}>\n${indent}  <![CDATA[${content}]]>\n${indent}</${name}>\n`
  return content === '' ? `${open}${selfClosing}\n` : `${open}>${escape(content)}</${name}>\n`
}
