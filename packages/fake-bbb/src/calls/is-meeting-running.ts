import { succeed } from '../answer.ts'
import { isRunning } from '../meetings/meeting.ts'
import { textElement } from '../xml/element.ts'
import type { Call } from './call.ts'
import { findMeeting, meetingIdProblem } from './find-meeting.ts'

/** Whether someone came and the meeting lives. An unknown id is `false`, never a failure. */
export const isMeetingRunning: Call = {
  methods: ['GET', 'POST'],
  checksum: 'api',
  answer(context) {
    const problem = meetingIdProblem(context)
    if (problem) return problem
    const meeting = findMeeting(context)
    return succeed([textElement('running', meeting !== undefined && isRunning(meeting))], 'crlfTemplate')
  },
}
