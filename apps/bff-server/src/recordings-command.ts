import { holdRecording, type Store } from '@bbb-room/bff'

export const recordingsUsage = `Usage: cli.js recordings hold TENANT ID       legal hold: nothing deletes it
       cli.js recordings release TENANT ID    ends the hold
`

export interface RecordingsPorts {
  store: Store
  tenantIds: readonly string[]
  write: (text: string) => void
  writeError: (text: string) => void
}

/**
 * Puts a recording on legal hold for an operator, or takes it off.
 * @param words behind `recordings`
 * @returns the exit code: 0, 1 when it may be deleted already, or 2 for words that are not understood
 */
export async function recordingsCommand(words: readonly string[], ports: RecordingsPorts): Promise<0 | 1 | 2> {
  const [verb, tenantId, recordingId, ...rest] = words
  const { store, tenantIds, write, writeError } = ports
  const isVerb = verb === 'hold' || verb === 'release'
  if (!isVerb || tenantId === undefined || recordingId === undefined || rest.length > 0) {
    writeError(recordingsUsage)
    return 2
  }
  if (!tenantIds.includes(tenantId)) {
    writeError('The configuration has no such tenant.\n')
    return 2
  }
  const outcome = await holdRecording(store, tenantId, recordingId, verb === 'hold')
  switch (outcome) {
    case 'unknown':
      writeError('The tenant has no such recording.\n')
      return 2
    case 'too-late':
      writeError('BBB may have deleted it already: look there.\n')
      return 1
    default:
      write(`${outcome}\n`)
      return 0
  }
}
