import type { RecordingState } from '@bbb-room/bff-api'
import type { FoundRecording } from '../../ports/meeting-gateway.ts'
import type { LedgerRecording, Meeting, RecordingReason } from '../../ports/store.ts'

const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes
const days = 24 * hours

/** While BBB still works on it, asked this long after the meeting's end; then hourly, then every six hours. */
const earlyLooks = [5 * seconds, 30 * seconds, ...[1, 2, 5, 10, 20, 40, 60].map((minute) => minute * minutes)]
const hourlyUntil = 72 * hours
const notDeliveredAfter = 14 * days
/** An absence counts once a second complete answer, this much later, says the same. */
const absenceConfirmedAfter = 10 * minutes
const deletionConfirmedAfter = 10 * seconds

const waitingStates: readonly RecordingState[] = ['expected', 'processing', 'ready']

/** What is written down when a meeting that could be recorded is over. */
export function expectedRecording(recordingId: string, meeting: Meeting, endedAt: number): LedgerRecording {
  return {
    recordingId,
    roomId: meeting.roomId,
    meetingRowId: meeting.meetingRowId,
    meetingID: meeting.meetingID,
    recordID: meeting.made?.internalMeetingID ?? '',
    state: 'expected',
    name: null,
    published: false,
    protected: null,
    startedAt: meeting.startedAt,
    endedAt,
    durationSeconds: null,
    participants: null,
    sizeBytes: null,
    formats: [],
    thumbnails: [],
    expectedSince: endedAt,
    nextLookAt: endedAt + 5 * seconds,
    absentSince: null,
    stateSince: endedAt,
    reason: null,
    trashedUntil: null,
    publishOnRestore: false,
    legalHold: false,
    version: 0,
  }
}

/**
 * What a complete answer of BBB makes of a line. Errors never come here: only BBB's own list, read to its end.
 * @param found the line's recording in that answer, or `undefined` when it was not there
 */
export function afterLook(line: LedgerRecording, found: FoundRecording | undefined, now: number): LedgerRecording {
  const seen = found === undefined ? afterAbsence(line, now) : afterSight(line, found)
  return {
    ...seen,
    nextLookAt: nextLookAt(seen, now),
    stateSince: seen.state === line.state ? line.stateSince : now,
    reason: seen.state === line.state ? line.reason : reasonOf(line, seen.state),
  }
}

/** Whoever asked for a deletion stays its reason until it is done. */
function reasonOf(before: LedgerRecording, state: RecordingState): RecordingReason | null {
  if (state === 'deleted') return before.reason ?? (before.state === 'deleting' ? 'asked' : 'elsewhere')
  if (state !== 'missing') return null
  return waitingStates.includes(before.state) ? 'not-delivered' : 'elsewhere'
}

function afterSight(line: LedgerRecording, found: FoundRecording): LedgerRecording {
  const length = Math.max(0, ...found.formats.map((format) => format.durationSeconds ?? 0))
  return {
    ...line,
    state: stateOf(line, found),
    name: found.name ?? line.name,
    published: found.published,
    protected: found.protected ?? null,
    startedAt: found.startTimeMs ?? line.startedAt,
    endedAt: found.endTimeMs ?? line.endedAt,
    durationSeconds: length > 0 ? length : durationOf(found),
    participants: found.participants ?? line.participants,
    sizeBytes: found.sizeBytes ?? line.sizeBytes,
    formats: found.formats.map(({ type, url, durationSeconds }) => ({
      type,
      url,
      durationSeconds: durationSeconds ?? null,
    })),
    thumbnails: found.thumbnails,
    absentSince: null,
  }
}

function durationOf({ startTimeMs, endTimeMs }: FoundRecording): number | null {
  if (startTimeMs === undefined || endTimeMs === undefined || endTimeMs < startTimeMs) return null
  return Math.round((endTimeMs - startTimeMs) / seconds)
}

/** Once somebody deleted it, nothing but BBB's own `deleted` changes that. */
function stateOf(line: LedgerRecording, found: FoundRecording): RecordingState {
  if (found.state === 'deleted' || line.state === 'deleted') return 'deleted'
  if (line.state === 'deleting') return 'deleting'
  switch (found.state) {
    case 'processing':
      return 'processing'
    case 'processed':
      return 'ready'
    case 'published':
    case 'unpublished':
      return found.state
    case undefined:
      return found.published ? 'published' : 'unpublished'
    default:
      return found.state satisfies never
  }
}

function afterAbsence(line: LedgerRecording, now: number): LedgerRecording {
  if (waitingStates.includes(line.state)) {
    return now - line.expectedSince >= notDeliveredAfter ? { ...line, state: 'missing' } : line
  }
  if (line.state === 'deleted' || line.state === 'missing') return line
  if (line.absentSince === null) return { ...line, absentSince: now }
  const isConfirmed =
    now - line.absentSince >= (line.state === 'deleting' ? deletionConfirmedAfter : absenceConfirmedAfter)
  return isConfirmed ? { ...line, state: line.state === 'deleting' ? 'deleted' : 'missing' } : line
}

function nextLookAt(line: LedgerRecording, now: number): number | null {
  const { state, expectedSince, absentSince } = line
  const age = now - expectedSince
  if (state === 'deleted' || state === 'missing') return null
  if (state === 'deleting') return now + (absentSince === null ? 30 * seconds : deletionConfirmedAfter)
  if (absentSince !== null) return absentSince + absenceConfirmedAfter
  if (waitingStates.includes(state)) {
    const early = earlyLooks.find((look) => look > age)
    if (early !== undefined) return expectedSince + early
    return now + (age < hourlyUntil ? hours : 6 * hours)
  }
  return now + (age < hourlyUntil ? hours : days)
}

/** Whether people would see a difference. */
export function looksDifferent(before: LedgerRecording, after: LedgerRecording): boolean {
  const visible = (line: LedgerRecording) =>
    JSON.stringify({ ...line, nextLookAt: null, absentSince: null, stateSince: null, version: null })
  return visible(before) !== visible(after)
}
