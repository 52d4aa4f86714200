import { listOrphanRecordings, listParkedCallbacks, replayCallbacks, type Store } from '@bbb-room/bff'

export const callbacksUsage = `Usage: cli.js callbacks list TENANT           callbacks that were put aside, and why
       cli.js callbacks replay TENANT [ID]    tries them again: one, or all
       cli.js callbacks orphans TENANT        recordings that no meeting of the tenant made
`

export interface CallbacksPorts {
  store: Store
  tenantIds: readonly string[]
  write: (text: string) => void
  writeError: (text: string) => void
}

/**
 * Shows an operator what became of callbacks that could not be worked off, and tries them again.
 * @param words behind `callbacks`
 * @returns the exit code: 0, 1 when there was nothing to replay, or 2 for words that are not understood
 */
export async function callbacksCommand(words: readonly string[], ports: CallbacksPorts): Promise<0 | 1 | 2> {
  const [verb, tenantId, itemId, ...rest] = words
  const { store, tenantIds, write, writeError } = ports
  const isUnderstood =
    verb === 'replay' ? rest.length === 0 : (verb === 'list' || verb === 'orphans') && itemId === undefined
  if (!isUnderstood || tenantId === undefined) {
    writeError(callbacksUsage)
    return 2
  }
  if (!tenantIds.includes(tenantId)) {
    writeError('The configuration has no such tenant.\n')
    return 2
  }
  if (verb === 'replay') {
    const count = await replayCallbacks(store, tenantId, itemId)
    write(`${JSON.stringify({ replayed: count })}\n`)
    return count > 0 ? 0 : 1
  }
  const list = verb === 'list' ? listParkedCallbacks : listOrphanRecordings
  for (const line of await list(store, tenantId)) write(`${JSON.stringify(withDates(line))}\n`)
  return 0
}

function withDates(line: object): object {
  return Object.fromEntries(
    Object.entries(line).map(([name, value]: [string, unknown]) => [
      name,
      name.endsWith('At') && typeof value === 'number' ? new Date(value).toISOString() : value,
    ]),
  )
}
