import { fail, messageElements, succeed } from '../answer.ts'
import type { Call } from './call.ts'
import { findMeeting, meetingIdProblem, meetingNotFound } from './find-meeting.ts'

/** Says something in the public chat. */
export const sendChatMessage: Call = {
  methods: ['GET'],
  checksum: 'api',
  answer(context) {
    const problem = meetingIdProblem(context)
    if (problem) return problem
    const { world, params } = context
    const message = params.get('message') ?? ''
    if (message.length < 1 || message.length > 500) {
      return fail('validationError', 'Param message must be between 1 and 500 characters')
    }
    const userName = params.get('userName') || 'System'
    if (userName.length > 255) return fail('validationError', 'Param userName must be between 1 and 255 characters')
    const meeting = findMeeting(context)
    if (!meeting) return meetingNotFound(context)
    meeting.chat.push({ userName, message, at: world.clock.now() })
    return succeed(messageElements('', ''))
  },
}
