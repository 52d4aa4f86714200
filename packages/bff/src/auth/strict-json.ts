const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Strings of JSON text; the second group is there when the string is a member's name. */
const strings = /"(?:[^"\\]|\\.)*"(\s*:)?/g

/**
 * Reads a JSON object as signed texts have to be: valid UTF-8 without a byte order mark, an object at the top, and no
 * member twice at any depth (readers disagree on which of two counts).
 * @returns `undefined` for anything else. Members named `__proto__` are ordinary own members.
 */
export function readStrictJsonObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  let text: string
  let value: unknown
  try {
    text = utf8.decode(bytes)
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const named = [...text.matchAll(strings)].filter((match) => match[1] !== undefined).length
  return named === countMembers(value) ? (value as Record<string, unknown>) : undefined
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const members = Object.values(value)
  const own = Array.isArray(value) ? 0 : members.length
  return members.reduce<number>((sum, member) => sum + countMembers(member), own)
}
