import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { list, required } from '../protocol/parameters.ts'
import { boolean } from '../protocol/response-shape.ts'

/** Parameters of `deleteRecordings`. */
export interface DeleteRecordingsParameters {
  recordID: readonly string[]
}

/** Answer to `deleteRecordings`: accepted, and done later. It has been seen without any deletion. */
export interface RecordingsDeleted extends BbbAnswer {
  deleted: boolean
}

/** `notFound` only when none of the ids exists. */
export const deleteRecordings: CallDefinition<DeleteRecordingsParameters, RecordingsDeleted> = {
  name: 'deleteRecordings',
  isRead: false,
  parameters: { recordID: required(list()) },
  response: answer<RecordingsDeleted>({ deleted: boolean }, { required: ['deleted'] }),
}
