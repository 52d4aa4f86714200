import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { boolean as booleanParameter, list, required } from '../protocol/parameters.ts'
import { boolean, type Field } from '../protocol/response-shape.ts'

/** Parameters of `publishRecordings`. */
export interface PublishRecordingsParameters {
  recordID: readonly string[]
  /** False takes the recordings back. */
  publish: boolean
}

/** Answer to `publishRecordings`: accepted, and done later. Read the recording again to know. */
export interface RecordingsPublished extends BbbAnswer {
  published: boolean
}

/** Balancers answer with the state's name where BBB echoes the parameter. */
const published: Field = {
  kind: 'scalar',
  convert: (text) =>
    text === 'published' ? true : text === 'unpublished' ? false : boolean.kind === 'scalar' && boolean.convert(text),
}

/** `notFound` only when none of the ids exists. */
export const publishRecordings: CallDefinition<PublishRecordingsParameters, RecordingsPublished> = {
  name: 'publishRecordings',
  isRead: false,
  parameters: { recordID: required(list()), publish: required(booleanParameter) },
  response: answer<RecordingsPublished>({ published }, { required: ['published'] }),
}
