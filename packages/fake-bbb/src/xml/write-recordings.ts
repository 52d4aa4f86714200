import type { XmlElement } from './element.ts'
import { escapeMarkupAndQuotes } from './escape.ts'
import { writeAttributes, writeOneLine } from './write-one-line.ts'

/**
 * The recordings writer: direct children of the root indented by ten, each recording on one line, except that a
 * format with preview images breaks the line in its own way.
 */
export function writeRecordings(root: XmlElement): string {
  const children = typeof root.content === 'string' ? [] : root.content
  return [
    `<${root.name}>`,
    ...children.map((child) => `          ${writeRecordingElement(child)}`),
    `        </${root.name}>`,
  ].join('\n')
}

function writeRecordingElement(element: XmlElement): string {
  const { name, content } = element
  if (typeof content === 'string' || content.length === 0) return writeOneLine(element)
  if (name === 'preview') return writePreview(content)
  return `<${name}${writeAttributes(element)}>${content.map(writeRecordingElement).join('')}</${name}>`
}

function writePreview(children: readonly XmlElement[]): string {
  const images = children.flatMap(({ content }) => (typeof content === 'string' ? [] : content))
  const lines = images.map((image) => {
    const url = typeof image.content === 'string' ? image.content : ''
    return `          <image${writeAttributes(image)}>${escapeMarkupAndQuotes(url)}</image>`
  })
  return ['', '      <preview>', '        <images>', ...lines, '        </images>', '      </preview>', '    '].join(
    '\n',
  )
}
