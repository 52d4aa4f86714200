import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { boolean as booleanParameter, list, meta, required } from '../protocol/parameters.ts'
import { boolean } from '../protocol/response-shape.ts'

/** Parameters of `updateRecordings`. */
export interface UpdateRecordingsParameters {
  recordID: readonly string[]
  /** An empty value removes the key. */
  meta?: Readonly<Record<string, string>> | ReadonlyMap<string, string> | undefined
  /** Scalelite only: whether playback links work once. Others ignore it without a word. */
  protect?: boolean | undefined
}

/** Answer to `updateRecordings`. */
export interface RecordingsUpdated extends BbbAnswer {
  /** Scalelite says false for unknown recordings. */
  updated: boolean
}

/** `notFound` only when none of the ids exists. */
export const updateRecordings: CallDefinition<UpdateRecordingsParameters, RecordingsUpdated> = {
  name: 'updateRecordings',
  isRead: false,
  parameters: { recordID: required(list()), meta, protect: booleanParameter },
  response: answer<RecordingsUpdated>({ updated: boolean }, { required: ['updated'] }),
}
