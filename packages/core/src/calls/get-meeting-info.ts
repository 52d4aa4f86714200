import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { meetingID, required } from '../protocol/parameters.ts'
import {
  boolean,
  integer,
  list,
  map,
  object,
  type RawFields,
  shape,
  text,
  type TextMap,
} from '../protocol/response-shape.ts'

/** Parameters of `getMeetingInfo`. */
export interface GetMeetingInfoParameters {
  meetingID: string
}

/** One session of a person in a meeting. A person with two windows is there twice, with the same `userID`. */
export interface Attendee {
  /** The id given on join, or `v_…` for someone on the phone. */
  userID?: string
  fullName?: string
  /** `MODERATOR` or `VIEWER`. */
  role?: string
  isPresenter?: boolean
  isListeningOnly?: boolean
  hasJoinedVoice?: boolean
  hasVideo?: boolean
  /** `HTML5`, `dial-in-user`, … */
  clientType?: string
  /** The `userdata` given on join. */
  customdata: TextMap
  raw?: RawFields
}

/** What BBB knows of one run of a meeting. Times are milliseconds since 1970. */
export interface Meeting {
  meetingName?: string
  meetingID: string
  /** Names this run of the meeting, and later its recording. */
  internalMeetingID?: string
  createTime?: number
  /** A Java date text in the server's time zone. For display at most: use `createTime`. */
  createDate?: string
  /** May start with 0. */
  voiceBridge?: string
  dialNumber?: string
  /** Must not reach a browser. */
  attendeePW?: string
  /** Must not reach a browser. */
  moderatorPW?: string
  running?: boolean
  /** Minutes, 0 for no limit. */
  duration?: number
  hasUserJoined?: boolean
  /** True if the meeting can be recorded, not that it is being recorded now. */
  recording?: boolean
  hasBeenForciblyEnded?: boolean
  /** 0 or absent before the meeting starts. */
  startTime?: number
  /** 0 while the meeting goes on. */
  endTime?: number
  participantCount?: number
  listenerCount?: number
  voiceParticipantCount?: number
  videoCount?: number
  /** 0 for no limit. */
  maxUsers?: number
  moderatorCount?: number
  attendees: Attendee[]
  /** Keys in lower case, as BBB stores them. */
  metadata: TextMap
  isBreakout?: boolean
  /** Of a breakout room: the internal id of its parent. */
  parentMeetingID?: string
  /** Of a breakout room: its number. */
  sequence?: number
  /** Of a breakout room: whether people may choose it. */
  freeJoin?: boolean
  /** Internal ids of this meeting's breakout rooms. */
  breakoutRooms: string[]
  raw?: RawFields
}

/** Answer to `getMeetingInfo`. */
export type MeetingInfo = Meeting & BbbAnswer

const attendee = shape<Attendee>({
  userID: text,
  fullName: text,
  role: text,
  isPresenter: boolean,
  isListeningOnly: boolean,
  hasJoinedVoice: boolean,
  hasVideo: boolean,
  clientType: text,
  customdata: map,
})

/** The fields of a meeting, the same here and in `getMeetings`. */
export const meetingFields = {
  meetingName: text,
  meetingID: text,
  internalMeetingID: text,
  createTime: integer,
  createDate: text,
  voiceBridge: text,
  dialNumber: text,
  attendeePW: text,
  moderatorPW: text,
  running: boolean,
  duration: integer,
  hasUserJoined: boolean,
  recording: boolean,
  hasBeenForciblyEnded: boolean,
  startTime: integer,
  endTime: integer,
  participantCount: integer,
  listenerCount: integer,
  voiceParticipantCount: integer,
  videoCount: integer,
  maxUsers: integer,
  moderatorCount: integer,
  attendees: list('attendee', object(attendee)),
  metadata: map,
  isBreakout: boolean,
  parentMeetingID: text,
  sequence: integer,
  freeJoin: boolean,
  breakoutRooms: list('breakout', text),
}

/** @see https://docs.bigbluebutton.org/development/api/#get-post-getmeetinginfo */
export const getMeetingInfo: CallDefinition<GetMeetingInfoParameters, MeetingInfo> = {
  name: 'getMeetingInfo',
  isRead: true,
  parameters: { meetingID: required(meetingID) },
  response: answer<MeetingInfo>(meetingFields, { required: ['meetingID'] }),
}
