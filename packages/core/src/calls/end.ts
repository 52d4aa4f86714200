import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { meetingID, required, text } from '../protocol/parameters.ts'

/** Parameters of `end`. */
export interface EndParameters {
  meetingID: string
  /** The moderator password. Needed up to 2.3; later servers ignore it. */
  password?: string | undefined
}

/** `end` is accepted at once and happens later: `messageKey` is `sentEndMeetingRequest`. */
export const end: CallDefinition<EndParameters, BbbAnswer> = {
  name: 'end',
  isRead: false,
  parameters: { meetingID: required(meetingID), password: text({ min: 1, max: 64 }) },
  response: answer<BbbAnswer>({}),
}
