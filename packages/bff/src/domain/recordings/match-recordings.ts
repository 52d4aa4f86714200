import type { FoundRecording } from '../../ports/meeting-gateway.ts'
import type { LedgerRecording } from '../../ports/store.ts'

/**
 * Which of BBB's recordings belongs to which line. BBB itself names a recording as it named the meeting inside; b3lb gives
 * it a name of its own, so that only the meeting tells. One that has been seen keeps its name. A meeting's id is made here
 * for one run, and cannot be guessed: what comes under any other is nobody's.
 * @returns by our `recordingId`; what is not in it was not asked for
 */
export function matchRecordings(
  lines: readonly LedgerRecording[],
  answer: readonly FoundRecording[],
): Map<string, FoundRecording> {
  const byRecordID = new Map(answer.map((found) => [found.recordID, found]))
  const matched = new Map<string, FoundRecording>()
  for (const line of lines) {
    const found = byRecordID.get(line.recordID) ?? (line.name === null ? underAnotherName(line, answer) : undefined)
    if (found !== undefined) matched.set(line.recordingId, found)
  }
  return matched
}

function underAnotherName(line: LedgerRecording, answer: readonly FoundRecording[]): FoundRecording | undefined {
  const ofMeeting = answer.filter(({ meetingID }) => meetingID === line.meetingID)
  const ofRun = ofMeeting.filter(({ internalMeetingID }) => internalMeetingID === line.recordID)
  const [only, ...others] = ofRun.length > 0 ? ofRun : ofMeeting
  return others.length === 0 ? only : undefined
}
