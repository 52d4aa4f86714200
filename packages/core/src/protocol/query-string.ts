/** A value as callers give it. Arrays become a comma list; `null` and `undefined` leave the parameter out. */
export type QueryValue = string | number | bigint | boolean | null | undefined | readonly (string | number | bigint)[]

/** Parameters in the order in which they are to be sent. */
export type QueryParameters = Readonly<Record<string, QueryValue>> | readonly (readonly [string, QueryValue])[]

const neverEscaped = /^[A-Za-z0-9*\-._]*$/
const keptByEncodeURIComponent = /[!'()~]|%20/
const eachKept = new RegExp(keptByEncodeURIComponent, 'g')

/**
 * Writes parameters byte for byte as `URLSearchParams` does: a space is `+`, letters, digits and `* - . _` stay,
 * everything else is percent-encoded UTF-8. It is the one spelling that every known server accepts, those that
 * re-encode before they hash included.
 * @param params an object or an array of pairs; the order given is kept. Empty strings are kept
 * @returns text without a leading `?`; empty for no parameters
 * @see https://url.spec.whatwg.org/#concept-urlencoded-serializer
 */
export function buildQuery(params: QueryParameters): string {
  let query = ''
  if (isPairs(params)) {
    for (const [name, value] of params) query = append(query, name, value)
  } else {
    for (const name of Object.keys(params)) query = append(query, name, params[name])
  }
  return query
}

function append(query: string, name: string, value: QueryValue): string {
  if (value === null || value === undefined) return query
  const pair = `${encode(name)}=${encodeValue(value)}`
  return query === '' ? pair : `${query}&${pair}`
}

function encodeValue(value: NonNullable<QueryValue>): string {
  if (typeof value === 'string') return encode(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  return encode(Array.isArray(value) ? value.join(',') : String(value))
}

/** A lone surrogate has no UTF-8: `URLSearchParams` writes U+FFFD in its place, and so does `toWellFormed`. */
function encode(text: string): string {
  if (neverEscaped.test(text)) return text
  const encoded = encodeURIComponent(text.toWellFormed())
  return keptByEncodeURIComponent.test(encoded) ? encoded.replace(eachKept, escapeOne) : encoded
}

function escapeOne(kept: string): string {
  return kept === '%20' ? '+' : `%${kept.charCodeAt(0).toString(16).toUpperCase()}`
}

function isPairs(params: QueryParameters): params is readonly (readonly [string, QueryValue])[] {
  return Array.isArray(params)
}
