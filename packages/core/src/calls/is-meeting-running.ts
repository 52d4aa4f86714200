import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { meetingID, required } from '../protocol/parameters.ts'
import { boolean } from '../protocol/response-shape.ts'

/** Parameters of `isMeetingRunning`. */
export interface IsMeetingRunningParameters {
  meetingID: string
}

/** Answer to `isMeetingRunning`. */
export interface MeetingRunning extends BbbAnswer {
  /** True once somebody has joined. False for an unknown meeting, and for one that nobody has joined yet. */
  running: boolean
}

/** @see https://docs.bigbluebutton.org/development/api/#get-post-ismeetingrunning */
export const isMeetingRunning: CallDefinition<IsMeetingRunningParameters, MeetingRunning> = {
  name: 'isMeetingRunning',
  isRead: true,
  parameters: { meetingID: required(meetingID) },
  response: answer<MeetingRunning>({ running: boolean }, { required: ['running'] }),
}
