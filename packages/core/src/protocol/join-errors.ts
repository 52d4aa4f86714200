/** Why BBB did not let a person in. */
export interface JoinError {
  /** BBB's key: `maxParticipantsReached`, `meetingForciblyEnded`, … Map it to a text of your own. */
  key: string
  /** BBB's English text, from an address that anyone can write: never put it into a page as HTML. */
  message: string
}

/**
 * Reads what BBB appends to the address that people come back to when `join` fails.
 * @param location the address, or its query
 * @returns an empty list if there is nothing to read
 */
export function parseJoinErrors(location: string): JoinError[] {
  const query = location.includes('?') ? location.slice(location.indexOf('?') + 1) : location
  const errors = new URLSearchParams(query.split('#', 1)[0]).get('errors')
  let list: unknown
  try {
    list = JSON.parse(errors ?? '[]')
  } catch {
    return []
  }
  return Array.isArray(list) ? (list as unknown[]).flatMap(readError) : []
}

function readError(entry: unknown): JoinError[] {
  if (typeof entry !== 'object' || entry === null || !('key' in entry)) return []
  const { key } = entry
  const message = 'message' in entry ? entry.message : ''
  return typeof key === 'string' ? [{ key, message: typeof message === 'string' ? message : '' }] : []
}
