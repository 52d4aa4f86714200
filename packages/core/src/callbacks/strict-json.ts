/**
 * Reads a JSON object as everybody reads it: no member twice, so that no two readers can disagree.
 * @returns `undefined` for anything else
 */
export function readStrictJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return countMembers(value) === countColons(text) ? (value as Record<string, unknown>) : undefined
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inside = Object.values(value).reduce((sum: number, item) => sum + countMembers(item), 0)
  return Array.isArray(value) ? inside : inside + Object.keys(value).length
}

/** Each member has one colon outside of texts, also one that `JSON.parse` overwrote. */
function countColons(json: string): number {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1
}
