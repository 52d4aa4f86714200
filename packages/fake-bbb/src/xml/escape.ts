/** Escapes a text for one place in a document. */
export type Escape = (text: string) => string

const markup = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** `& < >` only, as tree-writing XML libraries do for element text. */
export const escapeMarkup: Escape = markup

/** `& < > "`: the recordings writer, and attribute values. */
export const escapeMarkupAndQuotes: Escape = (text) => markup(text).replaceAll('"', '&quot;')

/** All five predefined entities: the template engine. */
export const escapeAllFive: Escape = (text) => escapeMarkupAndQuotes(text).replaceAll("'", '&apos;')

/** As Go's encoder does: quotes and line breaks become references. */
export const escapeLikeGo: Escape = (text) =>
  markup(text).replaceAll('"', '&#34;').replaceAll("'", '&#39;').replaceAll('\n', '&#xA;').replaceAll('\t', '&#x9;')

/** Markup escaped, then every non-ASCII character as a hexadecimal reference. */
export const escapeToHexReferences: Escape = (text) =>
  markup(text).replace(/[^\0-\x7f]/gu, (character) => `&#x${codePoint(character).toString(16).toUpperCase()};`)

/** Markup escaped, then every non-ASCII character as a decimal reference. */
export const escapeToDecimalReferences: Escape = (text) =>
  markup(text).replace(/[^\0-\x7f]/gu, (character) => `&#${codePoint(character)};`)

const codePoint = (character: string) => character.codePointAt(0) ?? 0
