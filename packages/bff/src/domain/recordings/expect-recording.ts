import type { Random } from '../../ports/random.ts'
import type { LedgerRecording, Meeting, TenantStore } from '../../ports/store.ts'
import { randomId } from '../identity/random-id.ts'
import { afterMeeting, announcedRecording, expectedRecording, isAnnounced, wasUsed } from './ledger.ts'

type Rows = Pick<TenantStore, 'recordings' | 'events'>

/** Writes a line for what a meeting may leave behind: in the transaction that says that BBB has made it. */
export async function announceRecording(
  { random }: { random: Random },
  { recordings }: Rows,
  meeting: Meeting,
  now: number,
): Promise<void> {
  if (!meeting.parameters.record || meeting.made === null) return
  await recordings.expect(announcedRecording(randomId(random), meeting, now))
}

/**
 * Begins to expect what a meeting left behind, in the transaction that says that it is over. One that nobody was in left
 * nothing. A replica of a version before may have made the meeting without a line, or ended it without this.
 */
export async function expectRecording(
  { random }: { random: Random },
  { recordings, events }: Rows,
  meeting: Meeting & { endedAt: number },
  now: number,
): Promise<void> {
  const { parameters, made, roomId, endedAt } = meeting
  if (!parameters.record || made === null) return
  const line = await recordings.findByRecordID(made.internalMeetingID)
  if (line !== undefined && isAnnounced(line)) await recordings.save(afterMeeting(line, meeting, now))
  else if (line === undefined && wasUsed(meeting)) {
    await recordings.expect(expectedRecording(randomId(random), meeting, endedAt))
  }
  if (wasUsed(meeting)) await events.append(roomId, 'recording-changed', now)
}

/** Looks at the meeting of an announced line, which may be over without that anybody began to expect what it left behind. */
export async function lookAtAnnounced(
  { random }: { random: Random },
  rows: Rows & Pick<TenantStore, 'meetings'>,
  line: LedgerRecording,
  now: number,
): Promise<void> {
  const meeting = await rows.meetings.get(line.meetingRowId)
  if (meeting === undefined) return
  const { endedAt } = meeting
  if (endedAt === null) await rows.recordings.save(afterMeeting(line, meeting, now))
  else await expectRecording({ random }, rows, { ...meeting, endedAt }, now)
}
