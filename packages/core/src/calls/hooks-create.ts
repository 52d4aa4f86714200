import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { boolean as booleanParameter, list, meetingID, required, url } from '../protocol/parameters.ts'
import { boolean, text } from '../protocol/response-shape.ts'

/** Parameters of `hooks/create`. */
export interface HooksCreateParameters {
  /** Unique on the server: put meeting and run into it. It is encoded once, on sending. */
  callbackURL: string
  /** Only events of this meeting. Before 3.4.0 of the add-on the events of others arrive too. */
  meetingID?: string | undefined
  /** Only these events, such as `meeting-ended`. */
  eventID?: readonly string[] | undefined
  /** Sends BBB's internal messages. With `eventID` nothing is delivered at all. */
  getRaw?: boolean | undefined
}

/** Answer to `hooks/create`. */
export interface HookCreated extends BbbAnswer {
  /** A UUID, a number in older versions: text in any case. */
  hookID: string
  /** Absent, as `rawData` is, when the address was registered before: then nothing was changed. */
  permanentHook?: boolean
  rawData?: boolean
}

/** @see https://docs.bigbluebutton.org/development/webhooks/#hookscreate */
export const hooksCreate: CallDefinition<HooksCreateParameters, HookCreated> = {
  name: 'hooks/create',
  isRead: false,
  parameters: { callbackURL: required(url), meetingID, eventID: list(), getRaw: booleanParameter },
  response: answer<HookCreated>({ hookID: text, permanentHook: boolean, rawData: boolean }, { required: ['hookID'] }),
}
