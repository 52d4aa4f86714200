import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { required, text as textParameter } from '../protocol/parameters.ts'
import { object, type RawFields, repeated, shape, text } from '../protocol/response-shape.ts'

/** Parameters of `getRecordingTextTracks`. */
export interface GetRecordingTextTracksParameters {
  /** One full id. */
  recordID: string
}

/** Captions or subtitles of a recording. */
export interface TextTrack {
  /** Good for a short time only: fetch it when it is needed, do not store it. */
  href?: string
  /** `subtitles` or `captions`. */
  kind?: string
  label?: string
  /** BCP 47, such as `pt-BR`. */
  lang?: string
  source?: string
  raw?: RawFields
}

/** Answer to `getRecordingTextTracks`. */
export interface TextTracks extends BbbAnswer {
  tracks: TextTrack[]
}

const track = shape<TextTrack>({ href: text, kind: text, label: text, lang: text, source: text })

/** Answers in JSON; a recording without tracks is the refusal `noCaptionsFound`. */
export const getRecordingTextTracks: CallDefinition<GetRecordingTextTracksParameters, TextTracks> = {
  name: 'getRecordingTextTracks',
  isRead: true,
  parameters: { recordID: required(textParameter({ min: 1, max: 1024 })) },
  response: answer<TextTracks>({ tracks: repeated(object(track)) }),
}
