import { messageElements, succeed } from '../answer.ts'
import type { Call } from './call.ts'
import { findMeeting, meetingIdProblem, meetingNotFound } from './find-meeting.ts'

/** Ends a meeting; a wrong password does not matter, the checksum is the only protection. */
export const end: Call = {
  methods: ['GET', 'POST'],
  checksum: 'api',
  answer(context) {
    const problem = meetingIdProblem(context)
    if (problem) return problem
    const meeting = findMeeting(context)
    if (!meeting) return meetingNotFound(context)
    if (!context.pretend) context.world.meetings.end(meeting)
    return succeed(
      messageElements(
        'sentEndMeetingRequest',
        'A request to end the meeting was sent. Please wait a few seconds, and then use the getMeetingInfo or isMeetingRunning API calls to verify that it was ended.',
      ),
      'crlfTemplate',
    )
  },
}
