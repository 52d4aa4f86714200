import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { BbbResponseUnreadable, type UnreadableReason } from '../errors/response-unreadable.ts'
import type { ReadLimits } from './limits.ts'

/** What the reader tells of a document. Text arrives in pieces, decoded. */
export interface XmlEvents {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  text(text: string): void
  close(): void
}

/**
 * Reads a document piece by piece: strict XML 1.0, UTF-8, no DOCTYPE, no processing instruction, within limits.
 * Nothing that was told counts before `end` has returned.
 */
export class XmlReader {
  readonly #parser: SaxesParser
  readonly #limits: ReadLimits
  #depth = 0
  #elements = 0
  #attributes = 0

  constructor(events: XmlEvents, limits: ReadLimits) {
    this.#limits = limits
    const parser = new SaxesParser({ xmlns: false, position: false, forceXMLVersion: true, defaultXMLVersion: '1.0' })
    this.#parser = parser
    // Seven listeners and no more: with an eighth, V8 turns the parser into a hash table, and reading takes five times as long.
    parser.on('doctype', () => refuse('doctype'))
    parser.on('processinginstruction', () => refuse('processing-instruction'))
    parser.on('attribute', ({ name, value }) => this.#attribute(name, value))
    parser.on('opentag', (tag: SaxesTagPlain) => {
      if (++this.#depth > limits.maxDepth) refuse('too-deep')
      this.#attributes = 0
      if (this.#elements === 0) requireUtf8(parser.xmlDecl.encoding)
      if (++this.#elements > limits.maxElements) refuse('too-many-elements')
      if (tag.name.length > limits.maxNameLength) refuse('name-too-long')
      events.open(tag.name, tag.attributes)
    })
    const text = (text: string) => {
      if (text.length > limits.maxTextLength) refuse('text-too-long')
      events.text(text)
    }
    parser.on('text', text)
    parser.on('cdata', text)
    parser.on('closetag', () => {
      this.#depth--
      events.close()
    })
  }

  write(text: string): void {
    this.#strictly(() => this.#parser.write(text))
  }

  /** Throws unless the document was complete. */
  end(): void {
    this.#strictly(() => this.#parser.close())
  }

  #attribute(name: string, value: string): void {
    if (++this.#attributes > this.#limits.maxAttributes) refuse('too-many-attributes')
    if (name.length > this.#limits.maxNameLength) refuse('name-too-long')
    if (value.length > this.#limits.maxTextLength) refuse('text-too-long')
  }

  #strictly(step: () => void): void {
    try {
      step()
    } catch (cause) {
      if (cause instanceof BbbResponseUnreadable) throw cause
      throw new BbbResponseUnreadable({ reason: 'malformed' })
    }
  }
}

function refuse(reason: UnreadableReason): never {
  throw new BbbResponseUnreadable({ reason })
}

function requireUtf8(encoding: string | undefined): void {
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) refuse('not-utf8')
}
