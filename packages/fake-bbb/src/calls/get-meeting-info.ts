import { succeed } from '../answer.ts'
import type { Call } from './call.ts'
import { findMeeting, meetingIdProblem, meetingNotFound } from './find-meeting.ts'
import { meetingElements } from './meeting-elements.ts'

/** All that is known of one meeting. */
export const getMeetingInfo: Call = {
  methods: ['GET', 'POST'],
  checksum: 'api',
  answer(context) {
    const problem = meetingIdProblem(context)
    if (problem) return problem
    const meeting = findMeeting(context)
    return meeting ? succeed(meetingElements(meeting, context.world)) : meetingNotFound(context)
  },
}
