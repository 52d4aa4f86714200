import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { meetingID, required } from '../protocol/parameters.ts'

/** Parameters of `insertDocument`; the documents travel in the body. */
export interface InsertDocumentParameters {
  meetingID: string
}

/** Since 2.5. Accepted at once; the conversion happens later and may fail silently. */
export const insertDocument: CallDefinition<InsertDocumentParameters, BbbAnswer> = {
  name: 'insertDocument',
  isRead: false,
  parameters: { meetingID: required(meetingID) },
  response: answer<BbbAnswer>({}),
}
