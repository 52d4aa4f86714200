import type { Recording } from './recording.ts'

/** What `getRecordings` was asked for; absent means no restriction. */
export interface RecordingSelection {
  readonly meetingIDs?: readonly string[] | undefined
  /** Full ids or prefixes; when given, `meetingIDs` counts for nothing. */
  readonly recordIDs?: readonly string[] | undefined
  /** `any` lifts the restriction; without it published and unpublished ones are meant. */
  readonly states?: readonly string[] | undefined
  /** Key to accepted values; `%` in a value stands for any text. */
  readonly metadata?: ReadonlyMap<string, readonly string[]> | undefined
  /** Balancers take one match among the keys for enough. */
  readonly anyMetadata?: boolean | undefined
}

/** @returns the recordings selected, in the order given */
export function selectRecordings(recordings: readonly Recording[], selection: RecordingSelection): Recording[] {
  const { meetingIDs, recordIDs, states = ['published', 'unpublished'], anyMetadata } = selection
  const isAsked = (recording: Recording) => {
    if (recordIDs) return recordIDs.some((id) => recording.recordID.startsWith(id))
    return meetingIDs?.includes(recording.meetingID) ?? true
  }
  const hasState = ({ state }: Recording) => states.includes('any') || states.includes(state)
  const hasMetadata = (recording: Recording) => {
    const matches = [...(selection.metadata ?? [])].map(([key, wanted]) => {
      const value = valueOf(recording, key)
      return value !== undefined && wanted.some((pattern) => matchesPattern(value, pattern))
    })
    return matches.length === 0 || (anyMetadata ? matches.some(Boolean) : matches.every(Boolean))
  }
  return recordings.filter((recording) => isAsked(recording) && hasState(recording) && hasMetadata(recording))
}

/** Keys keep the case in which the server wrote them, and are asked for in any. */
function valueOf(recording: Recording, key: string): string | undefined {
  return [...recording.metadata].find(([own]) => own.toLowerCase() === key)?.[1]
}

function matchesPattern(value: string, pattern: string): boolean {
  const parts = pattern.split('%')
  const [first = ''] = parts
  const last = parts.at(-1) ?? ''
  if (parts.length === 1) return value === pattern
  if (!value.startsWith(first) || !value.endsWith(last) || value.length < first.length + last.length) return false
  let from = first.length
  for (const part of parts.slice(1, -1)) {
    const at = value.indexOf(part, from)
    if (at === -1) return false
    from = at + part.length
  }
  return from <= value.length - last.length
}
