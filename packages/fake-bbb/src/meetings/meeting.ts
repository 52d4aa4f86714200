/** What BigBlueButton does with guests. */
export type GuestPolicy = 'ALWAYS_ACCEPT' | 'ALWAYS_DENY' | 'ASK_MODERATOR' | 'ALWAYS_ACCEPT_AUTH'

/** The role in the room. */
export type Role = 'MODERATOR' | 'VIEWER'

/** Where a guest stands. */
export type GuestStatus = 'ALLOW' | 'WAIT' | 'DENY'

/** A document handed over with `create` or `insertDocument`. */
export interface MeetingDocument {
  /** `undefined` for a document sent inline. */
  readonly url: string | undefined
  readonly filename: string | undefined
  /** All attributes as written. */
  readonly attributes: Readonly<Record<string, string>>
  /** Length of the inline base64 text; 0 for a document given by address. */
  readonly inlineLength: number
}

/** A message of the public chat. */
export interface ChatMessage {
  readonly userName: string
  readonly message: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** One join of one person. The same person may have several. */
export interface Session {
  /** In the address of the client. */
  readonly sessionToken: string
  /** Value of the JSESSIONID cookie that must accompany the token. */
  readonly cookie: string
  readonly authToken: string
  /** `w_…` */
  readonly internalUserID: string
  /** As sent to `join`, else the internal one. */
  readonly userID: string
  readonly fullName: string
  readonly role: Role
  readonly guest: boolean
  guestStatus: GuestStatus
  /** `registered`: joined by API, the client not loaded yet. */
  presence: 'registered' | 'present' | 'left'
  /** Epoch milliseconds at which the session is given up unless the client is heard of again; `undefined`: never. */
  givenUpAt: number | undefined
  joinedAt: number | undefined
  leftAt: number | undefined
  readonly logoutURL: string | undefined
  /** `userdata-*` by name; `undefined` when none was sent. */
  readonly userdata: ReadonlyMap<string, string> | undefined
  isPresenter: boolean
  isListeningOnly: boolean
  hasJoinedVoice: boolean
  hasVideo: boolean
  readonly clientType: string
  readonly bot: boolean
}

/** One run of a room. */
export interface Meeting {
  readonly meetingID: string
  readonly internalMeetingID: string
  readonly name: string
  /** Epoch milliseconds; tells the runs of one `meetingID` apart. */
  readonly createTime: number
  readonly attendeePW: string
  readonly moderatorPW: string
  readonly voiceBridge: string
  readonly dialNumber: string
  /** Minutes, 0 for no limit. */
  readonly duration: number
  /** 0 for no limit. */
  readonly maxParticipants: number
  readonly guestPolicy: GuestPolicy
  readonly record: boolean
  readonly autoStartRecording: boolean
  readonly allowStartStopRecording: boolean
  readonly allowRequestsWithoutSession: boolean
  readonly logoutURL: string | undefined
  readonly meetingEndedURL: string | undefined
  /** Lower-case keys. */
  readonly metadata: ReadonlyMap<string, string>
  readonly breakout:
    { readonly parentMeetingID: string; readonly sequence: number; readonly freeJoin: boolean } | undefined
  /** Minutes from `create` to the first join. */
  readonly expireIfNoUserJoinedMinutes: number
  /** Minutes after the last one left, 0 for never. */
  readonly expireWhenLastUserLeftMinutes: number
  /** Minutes after the last moderator left; `undefined` when the meeting does not end with them. */
  readonly endWhenNoModeratorMinutes: number | undefined
  /** Every parameter of `create` as the server understood it. */
  readonly parameters: ReadonlyMap<string, string>
  readonly documents: MeetingDocument[]
  readonly chat: ChatMessage[]
  readonly sessions: Session[]
  /** 0 before the first person came. */
  startTime: number
  /** 0 while the meeting lives. */
  endTime: number
  /** Someone pressed "start recording" at least once. */
  recordingMarks: boolean
  isRecordingNow: boolean
  lastUserLeftAt: number | undefined
  lastModeratorLeftAt: number | undefined
}

/** The people in the room now; bots are not counted. */
export const attendeesOf = (meeting: Meeting): Session[] =>
  meeting.sessions.filter(({ presence, bot }) => presence === 'present' && !bot)

/** Guests waiting in the lobby. */
export const waitingGuestsOf = (meeting: Meeting): Session[] =>
  meeting.sessions.filter(({ presence, guestStatus }) => presence !== 'left' && guestStatus === 'WAIT')

/** Whether anyone ever came. */
export const hasUserJoined = (meeting: Meeting): boolean => meeting.startTime > 0

/** What `isMeetingRunning` says: someone came, and it has not ended. */
export const isRunning = (meeting: Meeting): boolean => hasUserJoined(meeting) && meeting.endTime === 0
