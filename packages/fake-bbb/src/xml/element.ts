/** One XML element. Text and child elements never mix in the answers of this API, so an element holds one or the other. */
export interface XmlElement {
  readonly name: string
  readonly content: string | readonly XmlElement[]
  readonly attributes?: Readonly<Record<string, string>>
  /** Written `<x/>` rather than as two tags while it is empty. */
  readonly selfClosedWhenEmpty?: boolean
  /** The text goes out as a CDATA section. */
  readonly cdata?: boolean
}

/** An element that holds text. Numbers and booleans are written as JavaScript writes them. */
export function textElement(name: string, text: string | number | boolean): XmlElement {
  return { name, content: String(text) }
}

/** An element that holds elements, possibly none. `undefined` children are left out. */
export function parentElement(name: string, children: readonly (XmlElement | undefined)[]): XmlElement {
  return { name, content: children.filter((child) => child !== undefined) }
}

/** @returns the text of the first direct child of that name, `undefined` when there is none */
export function childText(parent: XmlElement, name: string): string | undefined {
  const child = typeof parent.content === 'string' ? undefined : parent.content.find((each) => each.name === name)
  return typeof child?.content === 'string' ? child.content : undefined
}
