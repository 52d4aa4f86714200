import { getMeetingInfo, type MeetingInfo } from '../calls/get-meeting-info.ts'
import { BbbCallFailed } from '../errors/call-failed.ts'
import type { Deadline } from '../transport/deadline.ts'
import type { Caller } from './caller.ts'
import { requireSameMeeting } from './echo.ts'

/** @returns `undefined` if BBB does not know the meeting */
export async function findMeeting(
  caller: Caller,
  meetingID: string,
  deadline: Deadline,
): Promise<MeetingInfo | undefined> {
  try {
    const meeting = await caller.callWithin({ definition: getMeetingInfo, parameters: { meetingID } }, deadline)
    requireSameMeeting('getMeetingInfo', meetingID, meeting.meetingID)
    return meeting
  } catch (error) {
    if (error instanceof BbbCallFailed && error.kind === 'notFound') return undefined
    throw error
  }
}
