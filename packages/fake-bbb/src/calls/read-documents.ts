import type { MeetingDocument } from '../meetings/meeting.ts'

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescape(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal) return String.fromCodePoint(Number(decimal))
    return ENTITIES[name ?? ''] ?? whole
  })
}

/** The documents of an XML body with a `presentation` module; a body without one has none. */
export function readDocuments(body: string): MeetingDocument[] {
  return [...body.matchAll(/<document\b([^>]*?)(?:\/>|>([\s\S]*?)<\/document>)/g)].map(([, tag = '', content = '']) => {
    const pairs = [...tag.matchAll(/([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)]
    const attributes = Object.fromEntries(
      pairs.map(([, name = '', double, single]) => [name, unescape(double ?? single ?? '')]),
    )
    return {
      url: attributes['url'],
      filename: attributes['filename'] ?? attributes['name'],
      attributes,
      inlineLength: content.trim().length,
    }
  })
}
