import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { meetingID, required, text } from '../protocol/parameters.ts'

/** Parameters of `sendChatMessage`. */
export interface SendChatMessageParameters {
  meetingID: string
  /** Plain text of 1 to 500 characters; BBB escapes HTML. */
  message: string
  /** Up to 255 characters. `System` unless given. */
  userName?: string | undefined
}

/** Since 3.0: writes to a meeting's public chat. Not offered by Scalelite. */
export const sendChatMessage: CallDefinition<SendChatMessageParameters, BbbAnswer> = {
  name: 'sendChatMessage',
  isRead: false,
  parameters: {
    meetingID: required(meetingID),
    message: required(text({ min: 1, max: 500 })),
    userName: text({ max: 255 }),
  },
  response: answer<BbbAnswer>({}),
}
