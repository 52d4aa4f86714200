import type { XmlElement } from '../xml/element.ts'

/** The same element with the children of these names first, in this order. */
export function withFirst(root: XmlElement, names: readonly string[]): XmlElement {
  if (typeof root.content === 'string') return root
  const children = root.content
  const first = names.flatMap((name) => children.filter((child) => child.name === name))
  return { ...root, content: [...first, ...children.filter((child) => !first.includes(child))] }
}
