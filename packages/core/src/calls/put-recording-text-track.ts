import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { oneOf, required, text as textParameter } from '../protocol/parameters.ts'
import { text } from '../protocol/response-shape.ts'

/** Parameters of `putRecordingTextTrack`; the file travels in the body. */
export interface PutRecordingTextTrackParameters {
  /** One full id. */
  recordID: string
  kind: 'subtitles' | 'captions'
  /** BCP 47, such as `pt-BR`. */
  lang: string
  /** Shown to people who choose a track. */
  label?: string | undefined
}

/** Answer to `putRecordingTextTrack`: stored, and processed within minutes. */
export interface TextTrackStored extends BbbAnswer {
  recordId?: string
}

/** Answers in JSON. */
export const putRecordingTextTrack: CallDefinition<PutRecordingTextTrackParameters, TextTrackStored> = {
  name: 'putRecordingTextTrack',
  isRead: false,
  parameters: {
    recordID: required(textParameter({ min: 1, max: 1024 })),
    kind: required(oneOf('subtitles', 'captions')),
    lang: required(textParameter({ min: 2, max: 35 })),
    label: textParameter({ max: 255 }),
  },
  response: answer<TextTrackStored>({ recordId: text }),
}
