import type { RecordingState } from '@bbb-room/bff-api'
import type { FoundRecording } from '../../ports/meeting-gateway.ts'
import type { LedgerReason, LedgerRecording, Meeting } from '../../ports/store.ts'

const seconds = 1000
const minutes = 60 * seconds
const hours = 60 * minutes
const days = 24 * hours

/** While its meeting goes on, this is how often a line is looked at here: whoever ended the meeting may not have begun it. */
const announcedLookEvery = 5 * minutes

/** While BBB still works on it, asked this long after the meeting's end; then hourly, then every six hours. */
const earlyLooks = [5 * seconds, 30 * seconds, ...[1, 2, 5, 10, 20, 40, 60].map((minute) => minute * minutes)]
const hourlyUntil = 72 * hours
const notDeliveredAfter = 14 * days
/** An absence counts once a second complete answer, this much later, says the same. */
const absenceConfirmedAfter = 10 * minutes
/** What BBB was told and has not done yet is told again this much later. */
const repeatedAfter = 30 * seconds

/** What was lost may be found again: looked for this often, for so long. */
const missingLookEvery = 7 * days
const missingLookFor = 90 * days

/** While a deletion can be undone, or a hold prevents it, BBB is asked this often whether the recording is still hidden. */
const trashedLookEvery = 6 * hours

const waitingStates: readonly RecordingState[] = ['expected', 'processing', 'ready']

/** What is written down when BBB has made a meeting that can be recorded: BBB is asked for it once that is over. */
export function announcedRecording(recordingId: string, meeting: Meeting, createdAt: number): LedgerRecording {
  const nextLookAt = createdAt + announcedLookEvery
  return { ...expectedRecording(recordingId, meeting, createdAt), startedAt: null, endedAt: null, nextLookAt }
}

/** Whether its meeting goes on, as far as the line knows: nobody is shown it. */
export function isAnnounced({ state, endedAt }: LedgerRecording): boolean {
  return state === 'expected' && endedAt === null
}

/** What an announced line becomes when its meeting is over, and while it is not. */
export function afterMeeting(line: LedgerRecording, meeting: Meeting, now: number): LedgerRecording {
  const { endedAt } = meeting
  if (endedAt === null) return { ...line, nextLookAt: now + announcedLookEvery }
  const { recordingId, legalHold, version } = line
  const begun = { ...expectedRecording(recordingId, meeting, endedAt), legalHold, version }
  return wasUsed(meeting) ? begun : { ...begun, state: 'missing', reason: 'unused', nextLookAt: null }
}

/** Whether anybody was sent to it, or seen in it. */
export function wasUsed({ startedAt, launchedAt }: Meeting): boolean {
  return startedAt !== null || launchedAt !== null
}

/** A line as it is when a meeting that could be recorded is over. */
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
    description: null,
    presenter: null,
    subject: null,
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

/** What a line becomes when it is to be deleted. With `trashedUntil` BBB is only told to hide it before that moment. */
export function deletingRecording(
  line: LedgerRecording,
  { reason, trashedUntil, at }: { reason: 'asked' | 'retention'; trashedUntil: number | null; at: number },
): LedgerRecording {
  return {
    ...line,
    state: 'deleting',
    stateSince: at,
    reason,
    trashedUntil,
    publishOnRestore: trashedUntil !== null && line.published,
    nextLookAt: at,
    absentSince: null,
  }
}

/**
 * What a deletion that is undone makes of a line: hidden, until BBB confirms that it shows it again. What BBB had not shown
 * yet is expected as before.
 */
export function restoredRecording(line: LedgerRecording, at: number): LedgerRecording {
  const state = line.name === null ? 'expected' : 'unpublished'
  return { ...line, state, stateSince: at, reason: null, trashedUntil: null, nextLookAt: at }
}

/** Whether the deletion of a line can still be undone. */
export function isInTrash({ state, trashedUntil }: LedgerRecording, now: number): boolean {
  return state === 'deleting' && trashedUntil !== null && now < trashedUntil
}

/** Whether BBB is to be told to delete it. */
export function isDueForDeletion(line: LedgerRecording, now: number): boolean {
  return line.state === 'deleting' && !isInTrash(line, now) && !line.legalHold
}

/** Whether BBB is still likely to deliver it, and is asked more seldom than every few minutes. */
export function isAwaited({ state, expectedSince }: LedgerRecording, now: number): boolean {
  return waitingStates.includes(state) && now - expectedSince >= 5 * minutes && expectedSince >= oldestAwaited(now)
}

/** What has been expected for longer is hardly delivered any more. */
export function oldestAwaited(now: number): number {
  return now - hourlyUntil
}

/**
 * What a complete answer of BBB makes of a line. Errors never come here: only BBB's own list, read to its end.
 * @param found the line's recording in that answer, or `undefined` when it was not there
 * @param sweepAt when to look again at the latest, while it is awaited
 */
export function afterLook(
  line: LedgerRecording,
  found: FoundRecording | undefined,
  now: number,
  sweepAt = Infinity,
): LedgerRecording {
  const seen = found === undefined ? afterAbsence(line, now) : afterSight(line, found)
  if (seen.state === 'deleted') return tombstone(seen, reasonOf(line, 'deleted', now), line, now)
  const stateSince = seen.state === line.state ? line.stateSince : now
  const usual = nextLookAt({ ...seen, stateSince }, found !== undefined, now)
  return {
    ...seen,
    nextLookAt: usual === null || !isAwaited(seen, now) ? usual : Math.min(usual, sweepAt),
    stateSince,
    reason: seen.state === line.state ? line.reason : reasonOf(line, seen.state, now),
  }
}

/** What a line becomes that BBB lacks and could not be told to delete: that it lacks it proves nothing. */
export function afterAbsenceUntold(line: LedgerRecording, now: number): LedgerRecording {
  return { ...line, nextLookAt: nextLookAt({ ...line, absentSince: null }, false, now) }
}

/** What stays of a deleted recording: that there was one, so that it never comes back, and nothing of what was in it. */
function tombstone(
  line: LedgerRecording,
  reason: LedgerReason | null,
  before: LedgerRecording,
  now: number,
): LedgerRecording {
  return {
    ...line,
    name: null,
    published: false,
    description: null,
    presenter: null,
    subject: null,
    participants: null,
    sizeBytes: null,
    formats: [],
    thumbnails: [],
    trashedUntil: null,
    publishOnRestore: false,
    absentSince: null,
    nextLookAt: null,
    stateSince: before.state === 'deleted' ? before.stateSince : now,
    reason: before.state === 'deleted' ? before.reason : reason,
  }
}

/** Whoever asked for a deletion stays its reason until it is done; what BBB was not told to delete, others deleted. */
function reasonOf(before: LedgerRecording, state: RecordingState, now: number): LedgerReason | null {
  if (state === 'deleted') return isDueForDeletion(before, now) ? (before.reason ?? 'asked') : 'elsewhere'
  if (state !== 'missing') return null
  if (!waitingStates.includes(before.state)) return 'elsewhere'
  return before.reason === 'not-recorded' ? 'not-recorded' : 'not-delivered'
}

function afterSight(line: LedgerRecording, found: FoundRecording): LedgerRecording {
  const length = Math.max(0, ...found.formats.map((format) => format.durationSeconds ?? 0))
  return {
    ...line,
    recordID: found.recordID,
    state: stateOf(line, found),
    name: shortened(found.name, 255) ?? line.name,
    published: found.published,
    publishOnRestore:
      isShownInTrash(line, found) || (line.publishOnRestore && (line.state === 'deleting' || !found.published)),
    protected: found.protected ?? null,
    description: shortened(found.description, 1000),
    presenter: shortened(found.presenter, 255),
    subject: shortened(found.subject, 255),
    startedAt: found.startTimeMs ?? line.startedAt,
    endedAt: found.endTimeMs ?? line.endedAt,
    durationSeconds: length > 0 ? length : durationOf(found),
    participants: found.participants ?? line.participants,
    sizeBytes: found.sizeBytes ?? line.sizeBytes,
    formats: found.formats.map(({ type, url, durationSeconds }) => ({
      type,
      url: found.protected === true ? withoutQuery(url) : url,
      durationSeconds: durationSeconds ?? null,
    })),
    thumbnails: found.protected === true ? [] : found.thumbnails,
    absentSince: null,
  }
}

/**
 * Deleted before BBB had delivered it, and delivered and shown by BBB since: it is hidden now, and undoing the deletion
 * shows it, as if it had never been there.
 */
function isShownInTrash(line: LedgerRecording, found: FoundRecording): boolean {
  return line.state === 'deleting' && line.trashedUntil !== null && line.formats.length === 0 && found.published
}

/** The address of a protected recording admits whoever has it, once: it is not kept. */
function withoutQuery(url: string): string {
  if (!URL.canParse(url)) return url
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

/** What others wrote into BBB may be of any length. */
function shortened(text: string | undefined, longest: number): string | null {
  return text === undefined || text === '' ? null : Array.from(text).slice(0, longest).join('')
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
    const isGivenUp = line.reason === 'not-recorded' || now - line.expectedSince >= notDeliveredAfter
    return isGivenUp ? { ...line, state: 'missing' } : line
  }
  if (line.state === 'deleted' || line.state === 'missing' || isStillToCome(line, now)) return line
  // Nothing was deleted yet, so nothing is gone by that: a deletion that can be undone, or that a hold prevents, stays so.
  if (line.state === 'deleting' && !isDueForDeletion(line, now)) return line
  if (line.absentSince === null) return { ...line, absentSince: now }
  if (now - line.absentSince < absenceConfirmedAfter) return line
  return { ...line, state: line.state === 'deleting' ? 'deleted' : 'missing' }
}

/** Deleted before BBB had shown anything of it: its absence says nothing yet, since BBB may still deliver it. */
function isStillToCome({ state, name, expectedSince }: LedgerRecording, now: number): boolean {
  return state === 'deleting' && name === null && now - expectedSince < notDeliveredAfter
}

function nextLookAt(line: LedgerRecording, isListed: boolean, now: number): number | null {
  const { state, stateSince, expectedSince, absentSince } = line
  const age = now - expectedSince
  if (state === 'deleted') return null
  if (state === 'missing') return now - stateSince < missingLookFor ? now + missingLookEvery : null
  if (isStillToCome(line, now)) return nextWaitingLookAt(line, now)
  if (state === 'deleting' && !isDueForDeletion(line, now)) return nextTrashedLookAt(line, isListed, now)
  if (absentSince !== null) return absentSince + absenceConfirmedAfter
  if (state === 'deleting' || line.publishOnRestore) return now + repeatedAfter
  if (waitingStates.includes(state)) return nextWaitingLookAt(line, now)
  return now + (age < hourlyUntil ? hours : days)
}

/** Soon while BBB still shows what it was told to hide. */
function nextTrashedLookAt(line: LedgerRecording, isListed: boolean, now: number): number {
  const lookAt = now + (line.published ? (isListed ? repeatedAfter : hours) : trashedLookEvery)
  return isInTrash(line, now) ? Math.min(line.trashedUntil ?? Infinity, lookAt) : lookAt
}

function nextWaitingLookAt({ expectedSince }: LedgerRecording, now: number): number {
  const age = now - expectedSince
  const early = earlyLooks.find((look) => look > age)
  return early === undefined ? now + (age < hourlyUntil ? hours : 6 * hours) : expectedSince + early
}

/** Whether people would see a difference. */
export function looksDifferent(before: LedgerRecording, after: LedgerRecording): boolean {
  const visible = (line: LedgerRecording) =>
    JSON.stringify({ ...line, nextLookAt: null, absentSince: null, stateSince: null, version: null })
  return visible(before) !== visible(after)
}
