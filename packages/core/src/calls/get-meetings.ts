import { answer, type BbbAnswer, type CallDefinition, type NoParameters } from '../protocol/define-call.ts'
import { list, object, shape } from '../protocol/response-shape.ts'
import { type Meeting, meetingFields } from './get-meeting-info.ts'

/** Answer to `getMeetings`: every meeting of this secret, of all its users. */
export interface Meetings extends BbbAnswer {
  meetings: Meeting[]
}

/** Costly on a busy server: never per user request, never more often than every 30 seconds. */
export const getMeetings: CallDefinition<NoParameters, Meetings> = {
  name: 'getMeetings',
  isRead: true,
  parameters: {},
  response: answer<Meetings>({
    meetings: list('meeting', object(shape<Meeting>(meetingFields, { required: ['meetingID'] }))),
  }),
}
