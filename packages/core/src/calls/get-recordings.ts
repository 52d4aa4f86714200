import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { integer as integerParameter, list as listParameter, meta } from '../protocol/parameters.ts'
import { rawOf } from '../protocol/response-builder.ts'
import {
  boolean,
  byteCount,
  type ByteCount,
  integer,
  list,
  map,
  object,
  type RawFields,
  shape,
  text,
  type TextMap,
} from '../protocol/response-shape.ts'

/** State of a recording. `any` asks for all of them. */
export type RecordingState = 'processing' | 'processed' | 'published' | 'unpublished' | 'deleted' | 'any'

/** Parameters of `getRecordings`. */
export interface GetRecordingsParameters {
  /** The meetings' ids as sent to `create`. Ignored when `recordID` is given. */
  meetingID?: readonly string[] | undefined
  /** Full ids, or prefixes: the part before the hyphen matches every recording of a room. */
  recordID?: readonly string[] | undefined
  /** Published and unpublished unless given. */
  state?: readonly RecordingState[] | undefined
  /** Only recordings with all of these (Scalelite: any of them). */
  meta?: Readonly<Record<string, string>> | ReadonlyMap<string, string> | undefined
  /** Since 2.6. Scalelite ignores it. */
  offset?: number | undefined
  /** 1 to 100, since 2.6. Scalelite ignores it. Without it everything is returned. */
  limit?: number | undefined
}

/** A preview picture of a recording. */
export interface PreviewImage {
  url: string
  /** Pixels. */
  width?: number
  /** Pixels. */
  height?: number
  /** May contain anything, line breaks included. */
  alt?: string
  raw?: RawFields
}

/** The pictures shown before a recording is played. */
export interface Preview {
  images: PreviewImage[]
  raw?: RawFields
}

/** One way to play a recording. */
export interface PlaybackFormat {
  /** `presentation`, `video`, `podcast`, `notes`, `screenshare`, `statistics`, … */
  type?: string
  /** May be on another host, and may be good for one use only: fetch it when it is needed. */
  url?: string
  /** Milliseconds. */
  processingTime?: number
  /** Whole minutes, rounded down: 0 for less than one. */
  length?: number
  size?: ByteCount
  preview?: Preview
  raw?: RawFields
}

/** A recording, as BBB lists it. Times are milliseconds since 1970, 0 while it is processed. */
export interface Recording {
  recordID: string
  /** As sent to `create`; the `recordID` for very old recordings. */
  meetingID?: string
  internalMeetingID?: string
  name?: string
  /** Absent on Scalelite. */
  isBreakout?: boolean
  published?: boolean
  /** Scalelite only: played through one-time addresses. */
  protected?: boolean
  state?: string
  startTime?: number
  endTime?: number
  participants?: number
  rawSize?: ByteCount
  size?: ByteCount
  /** Keys as the server wrote them: `meetingName`, `meetingId`, and the application's own in lower case. */
  metadata: TextMap
  /** Of a breakout room's recording. */
  breakout?: { parentId?: string; sequence?: number; freeJoin?: boolean; raw?: RawFields }
  /** Internal ids of the breakout rooms. */
  breakoutRooms: string[]
  playback: PlaybackFormat[]
  raw?: RawFields
}

/** Answer to `getRecordings`. BBB promises no order. */
export interface Recordings extends BbbAnswer {
  recordings: Recording[]
  /** Only when paged, and wrong on several versions: a short page is the end, not this number. */
  totalElements?: number
  /** Where 2.6 to early 3.0 put `totalElements`. */
  pagination?: { totalElements?: number; raw?: RawFields }
}

const image = shape<PreviewImage>(
  { url: text, width: integer, height: integer, alt: text },
  { wireNames: { url: '#text', width: '@width', height: '@height', alt: '@alt' } },
)

const format = shape<PlaybackFormat>({
  type: text,
  url: text,
  processingTime: integer,
  length: integer,
  size: byteCount,
  preview: object(shape<Preview>({ images: list('image', object(image)) })),
})

const recording = shape<Recording>(
  {
    recordID: text,
    meetingID: text,
    internalMeetingID: text,
    name: text,
    isBreakout: boolean,
    published: boolean,
    protected: boolean,
    state: text,
    startTime: integer,
    endTime: integer,
    participants: integer,
    rawSize: byteCount,
    metadata: map,
    breakout: object(
      shape<NonNullable<Recording['breakout']>>({ parentId: text, sequence: integer, freeJoin: boolean }),
    ),
    breakoutRooms: list('breakoutRoom', text),
    size: byteCount,
    playback: list('format', object(format)),
  },
  { required: ['recordID'], finish: undoDoubleEscaping },
)

/**
 * BBB escapes a recording's name and meeting id twice, but not the copies of them in its metadata. Only where the copy
 * proves it is the second escaping taken back; what BBB wrote is then kept under `raw`.
 */
function undoDoubleEscaping(recording: Recording): void {
  const { name, meetingID, metadata } = recording
  if (name !== undefined && isEscaped(name, metadata['meetingName'])) {
    rawOf(recording as unknown as Record<string, unknown>)['name'] = name
    recording.name = metadata['meetingName']
  }
  if (meetingID !== undefined && isEscaped(meetingID, metadata['meetingId'])) {
    rawOf(recording as unknown as Record<string, unknown>)['meetingID'] = meetingID
    recording.meetingID = metadata['meetingId']
  }
}

function isEscaped(text: string, plain: string | undefined): plain is string {
  return plain !== undefined && plain !== text && text.includes('&') && unescapeOnce(text) === plain
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'" }

function unescapeOnce(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|#39);/g, (_, name: string) => characters[name] ?? '')
}

/** @see https://docs.bigbluebutton.org/development/api/#get-getrecordings */
export const getRecordings: CallDefinition<GetRecordingsParameters, Recordings> = {
  name: 'getRecordings',
  isRead: true,
  parameters: {
    meetingID: listParameter(),
    recordID: listParameter(),
    state: listParameter(),
    meta,
    offset: integerParameter(),
    limit: integerParameter({ min: 1, max: 100 }),
  },
  response: answer<Recordings>({
    recordings: list('recording', object(recording)),
    totalElements: integer,
    pagination: object(shape<NonNullable<Recordings['pagination']>>({ totalElements: integer })),
  }),
}
