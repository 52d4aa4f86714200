import { end } from '../calls/end.ts'
import { BbbCallFailed } from '../errors/call-failed.ts'
import type { Caller, CallOptions } from './caller.ts'
import { findMeeting } from './meeting-info.ts'

/** What became of a meeting that was ended. */
export interface MeetingEnded {
  /** False if BBB did not know the meeting: it was over before. */
  wasOpen: boolean
  /** True once BBB says that it is over. False if it still said otherwise when the time ended. */
  confirmed: boolean
}

const pausesMs = [100, 250, 500, 1_000]

/** Asks BBB to end a meeting, then asks until it is gone. */
export async function endMeeting(
  caller: Caller,
  meetingID: string,
  options: CallOptions & { password?: string | undefined },
): Promise<MeetingEnded> {
  const deadline = caller.startDeadline('end', options)
  try {
    const { password } = options
    await caller.callWithin({ definition: end, parameters: { meetingID, password } }, deadline)
    for (let round = 0; ; round++) {
      const meeting = await findMeeting(caller, meetingID, deadline)
      if (meeting === undefined || meeting.hasBeenForciblyEnded === true) return { wasOpen: true, confirmed: true }
      const pauseMs = pausesMs[Math.min(round, pausesMs.length - 1)] ?? 0
      if (deadline.remainingMs() <= pauseMs) return { wasOpen: true, confirmed: false }
      await deadline.wait(pauseMs)
    }
  } catch (error) {
    if (error instanceof BbbCallFailed && error.kind === 'notFound') return { wasOpen: false, confirmed: true }
    throw error
  } finally {
    deadline.clear()
  }
}
