import type { InboxItem, LedgerRecording, Meeting, TenantStore } from '../../ports/store.ts'
import { isAnnounced } from './ledger.ts'

type Rows = Pick<TenantStore, 'recordings' | 'orphans'>

/** Before everything that has become due by the clock: what BBB tells of is news. */
const beforeAllOthers = 0

/**
 * Makes the lines due that BBB told of. Where the server names recordings itself, their names are known here only once
 * BBB was asked, so that the meeting tells which lines may be meant.
 * @param meeting of ours, as far as it is known which one it is about
 * @returns whether there is one whose meeting is over: its recording is expected from then on
 */
export async function lookAtTold(
  { recordings, orphans }: Rows,
  { recordID, recorded }: InboxItem['facts'],
  meeting: Meeting | undefined,
): Promise<boolean> {
  const named = recordID === undefined ? undefined : await recordings.findByRecordID(recordID)
  const lines: LedgerRecording[] = named === undefined ? await linesOf({ recordings }, meeting) : [named]
  const expected = lines.filter((line) => !isAnnounced(line))
  for (const line of expected) {
    // Only what BBB then lacks is taken for never recorded.
    const isUnrecorded = recorded === 'no' && line.state === 'expected'
    if (isUnrecorded && !(await recordings.save({ ...line, reason: 'not-recorded' }))) return false
    await recordings.lookSoon(line.recordID, beforeAllOthers)
  }
  if (expected.length === 0) return false
  if (recordID !== undefined) await orphans.forget(recordID)
  return true
}

async function linesOf(
  { recordings }: Pick<Rows, 'recordings'>,
  meeting: Meeting | undefined,
): Promise<LedgerRecording[]> {
  return meeting === undefined ? [] : recordings.listOfMeeting(meeting.meetingRowId)
}
