import type { BbbCookie, BbbFailure } from '@bbb-room/bff-api'

/** One run of a room, as BBB is told to make it. All of it is stored beside the meeting. */
export interface MeetingParameters {
  /** 2–64 characters. */
  name: string
  welcome?: string
  maxParticipants?: number
  record: boolean
  autoStartRecording?: boolean
  guestPolicy?: 'ALWAYS_ACCEPT' | 'ALWAYS_DENY' | 'ASK_MODERATOR'
  muteOnStart?: boolean
  webcamsOnlyForModerator?: boolean
  lockPrivateChat?: boolean
  lockPublicChat?: boolean
  lockCameras?: boolean
  lockMicrophones?: boolean
  lockNotes?: boolean
  durationMinutes?: number
  presentations?: readonly { url: string; filename: string }[]
  /** Whether BBB is to tell what people did, when it is over. */
  tellActivity?: boolean
  /** Only where the operator chose to frame BBB without its session cookie. */
  allowRequestsWithoutSession?: boolean
}

export interface CreateMeeting {
  meetingID: string
  attendeePassword: string
  moderatorPassword: string
  parameters: MeetingParameters
  logoutUrl: string
  meetingEndedUrl: string
  recordingReadyUrl: string
  /** Where `parameters.tellActivity` says so. */
  analyticsUrl?: string
}

/** Both numbers name one instance of the `meetingID`; the later `recordID` equals `internalMeetingID`. */
export interface MadeMeeting {
  internalMeetingID: string
  /** Epoch milliseconds on BBB's clock. */
  createTime: number
}

/** Somebody in a meeting. Whoever has two windows is there twice. */
export interface Attendee {
  /** The pseudonym that was sent on join; `v_…` for somebody on the phone. */
  userID: string
  fullName: string | undefined
  /** `MODERATOR` or `VIEWER`. */
  role: string | undefined
}

/** What BBB knows of a live meeting. */
export interface MeetingLook extends MadeMeeting {
  /** True from the first person on. */
  running: boolean
  /** BBB was told to end it and has not removed it yet. */
  ended: boolean
  participantCount: number
  moderatorCount: number
  attendees: readonly Attendee[]
  /** Epoch milliseconds; `undefined` before the first person. */
  startTimeMs: number | undefined
}

/** BBB already has a meeting under this id, with passwords that we never gave it. */
export class MeetingIdTaken extends Error {
  override readonly name = 'MeetingIdTaken'
}

export interface JoinMeeting {
  meetingID: string
  createTime: number
  fullName: string
  role: 'MODERATOR' | 'VIEWER'
  userID: string
  guest: boolean
  logoutUrl: string
  errorRedirectUrl: string
}

/** An address that admits whoever has it. Prints as `[redacted]` in every form but `href`. */
export interface SecretUrl {
  readonly href: string
}

export interface FoundFormat {
  type: string
  url: string
  durationSeconds: number | undefined
}

/** One recording as BBB lists it. */
export interface FoundRecording {
  recordID: string
  /** `undefined` for very old recordings. */
  internalMeetingID: string | undefined
  meetingID: string
  name: string | undefined
  state: 'processing' | 'processed' | 'published' | 'unpublished' | 'deleted' | undefined
  published: boolean
  protected: boolean | undefined
  description: string | undefined
  presenter: string | undefined
  subject: string | undefined
  startTimeMs: number | undefined
  endTimeMs: number | undefined
  participants: number | undefined
  sizeBytes: string | undefined
  formats: readonly FoundFormat[]
  thumbnails: readonly { url: string; alt: string }[]
}

/** What somebody meets who is sent into a meeting. */
export interface EntryLook {
  /** Why nobody gets in; the rest is what was seen until then. */
  failure: BbbFailure | undefined
  /** Every origin on the way into the client, BBB's own first. */
  origins: readonly string[]
  xFrameOptions: string | undefined
  frameAncestors: string | undefined
  /** Of the session cookie; `undefined` where none was set. */
  cookie: BbbCookie | undefined
}

/** How BBB does, found out by asking it. */
export interface ServerLook {
  /** Why nothing that speaks BBB's API answered; then the rest is unknown. */
  failure: BbbFailure | undefined
  version: string | undefined
  isSecretAccepted: boolean | undefined
  /** How far BBB's clock is ahead of the one given. */
  clockOffsetSeconds: number | undefined
  entry: EntryLook | undefined
}

export interface ExamineServer {
  /** Epoch milliseconds. */
  now: () => number
  /** Makes a meeting to enter, and ends it. Where browsers are led elsewhere than to these origins, none is asked. */
  enterBy?: { origins: readonly string[] } | undefined
}

/** What can be written on a recording. Absent ones stay. */
export interface RecordingTexts {
  name?: string | undefined
  description?: string | undefined
  presenter?: string | undefined
  subject?: string | undefined
}

/** Captions or subtitles of a recording, as BBB lists them. */
export interface CaptionTrack {
  kind: string
  /** BCP 47. */
  lang: string
  label: string
}

/** A callback's body as it arrived. */
export interface CallbackBody {
  contentType: string | undefined
  body: string
}

/** A delivery of the webhooks add-on as it arrived. */
export interface WebhookDelivery {
  /** As it was registered; never what the request asked for. */
  url: string
  /** The very bytes: the checksum is over them. */
  body: Uint8Array
  checksum: string | undefined
  authorization: string | undefined
}

/** What the add-on tells of, as far as we use it: a hint like every callback. */
export interface BbbEvent {
  /** `user-joined`, `meeting-ended`, `rap-publish-ended`, … */
  id: string
  meetingID: string | undefined
  internalMeetingID: string | undefined
  recordID: string | undefined
  /** Of an archive that was made: whether there was anything to record. */
  isRecorded: boolean | undefined
  user: { userID: string | undefined; internalUserID: string | undefined; role: string | undefined } | undefined
  /** Epoch milliseconds on BBB's clock. */
  at: number | undefined
}

/**
 * BBB as one tenant sees it. Failures are {@link BffFailure} with `BBB_UNAVAILABLE`, `BBB_REFUSED` or
 * `BBB_SECRET_REFUSED`. A write that failed may have happened all the same: ask before repeating it.
 */
export interface MeetingGateway {
  /**
   * Safe to repeat: one meeting, whatever was lost on the way.
   * @throws {MeetingIdTaken}
   */
  createMeeting(request: CreateMeeting): Promise<MadeMeeting>
  /** `undefined` once BBB has forgotten the meeting. */
  findMeeting(meetingID: string): Promise<MeetingLook | undefined>
  /**
   * Those of these meetings that BBB's list of all that run has once, and tells all of. What else it lists may be other
   * people's, and is dropped. What it lacks may be there all the same: lists are cached or switched off, or lack a node.
   * Takes 6 s at most.
   */
  listMeetings(meetingIDs: readonly string[]): Promise<ReadonlyMap<string, MeetingLook>>
  /** Resolves also when there is nothing to end. BBB ends it a moment later. */
  endMeeting(meetingID: string, moderatorPassword: string): Promise<void>
  joinUrl(join: JoinMeeting): SecretUrl
  /** Never unfiltered: only recordings of these meetings, all states. Complete, or it throws. 8 s unless told otherwise. */
  findRecordings(meetingIDs: readonly string[], options?: { timeoutMs?: number | undefined }): Promise<FoundRecording[]>
  /** Those that BBB does not know are passed over, unless it knows none of them. */
  setPublished(recordIDs: readonly string[], isPublished: boolean): Promise<void>
  /** As {@link setPublished}. Servers that do not know the notion ignore it: what {@link findRecordings} says counts. */
  setProtected(recordIDs: readonly string[], isProtected: boolean): Promise<void>
  /** An empty text removes it. */
  describeRecording(recordID: string, texts: RecordingTexts): Promise<void>
  /** Resolves also when there is nothing to delete. */
  deleteRecordings(recordIDs: readonly string[]): Promise<void>
  /** Finds out how BBB does. Never throws: what went wrong is the answer. Takes 20 s at most. */
  examine(request: ExamineServer): Promise<ServerLook>
  /**
   * None for a recording that BBB does not know.
   * @throws {BffFailure} `NOT_SUPPORTED_BY_BBB` besides
   */
  listCaptions(recordID: string): Promise<CaptionTrack[]>
  /**
   * Adds a track, or replaces the one of its kind and language. BBB shows it minutes later.
   * @throws {BffFailure} `NOT_SUPPORTED_BY_BBB` besides
   */
  addCaptions(recordID: string, track: CaptionTrack & { kind: 'captions' | 'subtitles' }, webvtt: string): Promise<void>
  /** @returns what BBB signed, or `undefined` when none of the tenant's secrets made this signature. */
  verifyRecordingReady(request: CallbackBody): Promise<{ meetingID: string; recordID: string } | undefined>
  /**
   * @returns the events of a delivery (none where it is genuine and unreadable), or why it is refused: none of the tenant's
   * secrets vouches for it, or not in a way that the tenant takes
   */
  verifyWebhook(delivery: WebhookDelivery): BbbEvent[] | { refused: string }
  /** @returns whether one of the tenant's secrets made this `Authorization` header, lately. It does not cover the body. */
  verifyAnalytics(authorization: string | undefined): Promise<boolean>
  /** Makes sure that the webhooks add-on tells this address of these events. Safe to repeat. */
  registerWebhook(url: string, eventIDs: readonly string[]): Promise<void>
  /** Takes it back. Resolves also when it was not registered. */
  unregisterWebhook(url: string): Promise<void>
}

/** The gateway of each tenant. */
export type Gateways = (tenantId: string) => MeetingGateway
