import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import {
  boolean,
  integer,
  json,
  list,
  meetingID,
  meta,
  oneOf,
  type ParameterTable,
  plugin,
  required,
  text,
  url,
} from '../protocol/parameters.ts'
import { boolean as booleanField, integer as integerField, text as textField } from '../protocol/response-shape.ts'

/** Texts by key. */
export type TextParameters = Readonly<Record<string, string>> | ReadonlyMap<string, string>

/**
 * Parameters of `create`. Left out means the server's own default, which its operator may have changed.
 * @see https://docs.bigbluebutton.org/development/api/#create
 */
export interface CreateParameters {
  // Identity and access
  /** 2 to 256 characters, no comma. Balancers lengthen it: stay below 100, of `A-Z a-z 0-9 . _ -`. */
  meetingID: string
  /** Title of the meeting, 2 to 64 characters. */
  name: string
  /** Old since 2.4. Give both passwords, the same each time, or none. Balancers need both for a repeated `create`. */
  attendeePW?: string | undefined
  /** Old since 2.4, see `attendeePW`. */
  moderatorPW?: string | undefined
  /** Digits, may start with 0. Must be unique on the server; made by it unless given. */
  voiceBridge?: string | undefined
  /** Number that people call to join by phone. */
  dialNumber?: string | undefined
  /** @deprecated removed in 4.0 */
  webVoice?: string | undefined
  /** Different people at most, 0 for no limit. */
  maxParticipants?: number | undefined
  /** What happens to guests. */
  guestPolicy?: 'ALWAYS_ACCEPT' | 'ALWAYS_DENY' | 'ASK_MODERATOR' | 'ALWAYS_ACCEPT_AUTH' | undefined
  /** Since 2.7.9. */
  allowPromoteGuestToModerator?: boolean | undefined
  /** Since 2.4.3: the client works without BBB's cookie, and its address becomes a bearer right. */
  allowRequestsWithoutSession?: boolean | undefined
  /** Since 2.5: who starts in which breakout room, by the ids given on join. */
  groups?: readonly { id?: string; name?: string; roster?: readonly string[] }[] | undefined

  // Texts, links, branding
  /** Limited HTML: escape what users wrote. `%%CONFNAME%%`, `%%DIALNUM%%`, `%%CONFNUM%%`, `%%SERVERURL%%` are replaced. */
  welcome?: string | undefined
  /** As `welcome`, for moderators. */
  moderatorOnlyMessage?: string | undefined
  /** Where people go after leaving; join failures lead there too. */
  logoutURL?: string | undefined
  /** Since 3.0: where people go when their session is gone. */
  loginURL?: string | undefined
  /** Undocumented by BBB: called by the server when the meeting ends. Balancers overwrite it. */
  meetingEndedURL?: string | undefined
  logo?: string | undefined
  /** Since 3.0. */
  darklogo?: string | undefined
  /** @deprecated removed in 4.0 */
  copyright?: string | undefined
  /** Since 2.0. */
  bannerText?: string | undefined
  /** Since 2.0, `#RRGGBB`. */
  bannerColor?: string | undefined
  /** Minutes. */
  logoutTimer?: number | undefined

  // Recording
  /** Must be true for anything to be recorded. */
  record?: boolean | undefined
  autoStartRecording?: boolean | undefined
  /** With this and `autoStartRecording` false nothing is ever recorded. */
  allowStartStopRecording?: boolean | undefined
  /** Since 2.6.9. */
  recordFullDurationMedia?: boolean | undefined
  /** Since 2.6: asks people for consent. */
  notifyRecordingIsOn?: boolean | undefined
  /** Since 4.0: text added to that question. */
  notifyRecordingAppend?: string | undefined
  /** Since 2.3. Needed for the analytics callback of meetings that are not recorded. */
  meetingKeepEvents?: boolean | undefined

  // Duration and end
  /** Minutes, 0 for no limit. */
  duration?: number | undefined
  /** Since 2.5; 5 unless given. */
  meetingExpireIfNoUserJoinedInMinutes?: number | undefined
  /** Since 2.5; 1 unless given, 0 for never. */
  meetingExpireWhenLastUserLeftInMinutes?: number | undefined
  endWhenNoModerator?: boolean | undefined
  endWhenNoModeratorDelayInMinutes?: number | undefined
  /** Since 2.4; 0 keeps it for ever. */
  learningDashboardCleanupDelayInMinutes?: number | undefined

  // Behaviour inside the room
  /** True unless given since 3.0, false before. */
  muteOnStart?: boolean | undefined
  allowModsToUnmuteUsers?: boolean | undefined
  /** Since 4.0. */
  requireUserConsentBeforeUnmuting?: boolean | undefined
  /** Since 2.4. */
  allowModsToEjectCameras?: boolean | undefined
  webcamsOnlyForModerator?: boolean | undefined
  /** Since 2.4.5; 3 unless given. */
  userCameraCap?: number | undefined
  /** Since 2.5; 0 for no limit. */
  meetingCameraCap?: number | undefined
  maxPinnedCameras?: number | undefined
  /** Since 3.0. */
  multiUserWhiteboardEnabled?: boolean | undefined
  /** `CUSTOM_LAYOUT`, `SMART_LAYOUT`, `PRESENTATION_FOCUS`, `VIDEO_FOCUS` (until 3.0), more since 3.0, `UNIFIED_LAYOUT` since 4.0. */
  meetingLayout?: string | undefined
  lockSettingsDisableCam?: boolean | undefined
  lockSettingsDisableMic?: boolean | undefined
  lockSettingsDisablePrivateChat?: boolean | undefined
  lockSettingsDisablePublicChat?: boolean | undefined
  lockSettingsDisableNotes?: boolean | undefined
  /** @deprecated removed in 4.0, use `lockSettingsDisableNotes` */
  lockSettingsDisableNote?: boolean | undefined
  lockSettingsHideUserList?: boolean | undefined
  lockSettingsLockOnJoin?: boolean | undefined
  lockSettingsLockOnJoinConfigurable?: boolean | undefined
  /** Since 2.5. */
  lockSettingsHideViewersCursor?: boolean | undefined
  /** Since 2.7. */
  lockSettingsHideViewersAnnotation?: boolean | undefined
  /** Since 4.0. */
  lockSettingsPresenterPolicy?: 'moderatorOnly' | 'requireApproval' | 'freeForAll' | undefined
  /** Since 2.5: `chat`, `privateChat`, `polls`, `screenshare`, `sharedNotes`, … Unknown names are ignored. */
  disabledFeatures?: readonly string[] | undefined
  /** Since 2.6.9: takes features out of the server's own list. */
  disabledFeaturesExclude?: readonly string[] | undefined
  /** @deprecated since 2.5, use `disabledFeatures` */
  learningDashboardEnabled?: boolean | undefined
  /** @deprecated since 2.5, use `disabledFeatures` */
  virtualBackgroundsDisabled?: boolean | undefined
  /** @deprecated since 2.5, removed in 3.0, use `disabledFeatures` */
  breakoutRoomsEnabled?: boolean | undefined
  /** Since 3.0.33: `etherpad` or `blockNote`. */
  sharedNotesEditor?: string | undefined
  /** Since 3.0.33. */
  sharedNotesInitialContentJsonUrl?: string | undefined
  /** Since 3.0.33. */
  sharedNotesInitialContentMarkdownUrl?: string | undefined
  /** Since 3.0.33. Has no line breaks here: use a module for long notes. */
  sharedNotesInitialContentMarkdown?: string | undefined
  /** Since 3.0. */
  cameraBridge?: 'bbb-webrtc-sfu' | 'livekit' | undefined
  /** Since 3.0. */
  screenShareBridge?: 'bbb-webrtc-sfu' | 'livekit' | undefined
  /** Since 3.0. */
  audioBridge?: 'bbb-webrtc-sfu' | 'freeswitch' | 'livekit' | undefined

  // Breakout rooms
  /** Rare: breakout rooms are made in the client. `meetingID` then becomes the internal id, and the answer holds another. */
  isBreakout?: boolean | undefined
  /** Internal id of the parent; needed with `isBreakout`. */
  parentMeetingID?: string | undefined
  sequence?: number | undefined
  freeJoin?: boolean | undefined
  breakoutRoomsPrivateChatEnabled?: boolean | undefined
  breakoutRoomsRecord?: boolean | undefined
  breakoutRoomsCaptureSlides?: boolean | undefined
  breakoutRoomsCaptureNotes?: boolean | undefined
  breakoutRoomsCaptureSlidesFilename?: string | undefined
  breakoutRoomsCaptureNotesFilename?: string | undefined

  // Presentations, client settings, plugins
  /** Since 2.7.2: one document. For more, give `presentations` in the options. */
  preUploadedPresentation?: string | undefined
  /** Since 2.7.2. Needs a file extension. */
  preUploadedPresentationName?: string | undefined
  /** Since 2.5; false keeps the default slides too. */
  preUploadedPresentationOverrideDefault?: boolean | undefined
  /** Since 2.6. */
  presentationUploadExternalUrl?: string | undefined
  /** Since 2.6. */
  presentationUploadExternalDescription?: string | undefined
  /** Since 3.0. */
  presentationConversionCacheEnabled?: boolean | undefined
  /** Since 3.0. */
  maxNumPages?: number | undefined
  /** Since 3.0.25. */
  clientSettingsOverrideJsonUrl?: string | undefined
  /** Since 3.0. In practice a setting of the server. */
  allowOverrideClientSettingsOnCreateCall?: boolean | undefined
  /** Since 3.0. The checksum is SHA-256 of the manifest. */
  pluginManifests?: readonly { url: string; checksum?: string }[] | undefined
  /** Since 3.0: the server fetches the list there. */
  pluginManifestsFetchUrl?: string | undefined
  /** Since 3.0: `plugin_KEY`, keys in lower case. */
  plugin?: TextParameters | undefined

  // Metadata
  /** `meta_KEY`. Keys of letters, digits and hyphens, stored in lower case; everyone who may ask for the meeting can read them. `endCallbackUrl`, `bbb-recording-ready-url` and `analytics-callback-url` make BBB call back. */
  meta?: TextParameters | undefined
}

/** Answer to `create`. The meeting's name is not in it. */
export interface MeetingCreated extends BbbAnswer {
  meetingID: string
  /** Names this run of the meeting, and later its recording. */
  internalMeetingID: string
  /** `bbb-none`, or the internal id of a breakout room's parent. */
  parentMeetingID?: string
  /** Must not reach a browser. */
  attendeePW?: string
  /** Must not reach a browser. */
  moderatorPW?: string
  /** Milliseconds since 1970. Give it to `join`, so that addresses die with this run. */
  createTime: number
  /** May start with 0. */
  voiceBridge?: string
  dialNumber?: string
  /** A Java date text in the server's time zone: use `createTime`. */
  createDate?: string
  hasUserJoined?: boolean
  /** Minutes, 0 for no limit. */
  duration?: number
  hasBeenForciblyEnded?: boolean
}

/* eslint-disable @typescript-eslint/no-deprecated -- the list is complete, with what BBB calls deprecated */
const parameters: ParameterTable<CreateParameters> = {
  meetingID: required(meetingID),
  name: required(text({ min: 2, max: 64 })),
  attendeePW: text({ min: 2, max: 64 }),
  moderatorPW: text({ min: 2, max: 64 }),
  voiceBridge: text({ max: 32 }),
  dialNumber: text({ max: 64 }),
  webVoice: text({ max: 64 }),
  maxParticipants: integer(),
  guestPolicy: oneOf('ALWAYS_ACCEPT', 'ALWAYS_DENY', 'ASK_MODERATOR', 'ALWAYS_ACCEPT_AUTH'),
  allowPromoteGuestToModerator: boolean,
  allowRequestsWithoutSession: boolean,
  groups: json,
  welcome: text(),
  moderatorOnlyMessage: text(),
  logoutURL: url,
  loginURL: url,
  meetingEndedURL: url,
  logo: url,
  darklogo: url,
  copyright: text(),
  bannerText: text(),
  bannerColor: text({ max: 32 }),
  logoutTimer: integer(),
  record: boolean,
  autoStartRecording: boolean,
  allowStartStopRecording: boolean,
  recordFullDurationMedia: boolean,
  notifyRecordingIsOn: boolean,
  notifyRecordingAppend: text(),
  meetingKeepEvents: boolean,
  duration: integer(),
  meetingExpireIfNoUserJoinedInMinutes: integer(),
  meetingExpireWhenLastUserLeftInMinutes: integer(),
  endWhenNoModerator: boolean,
  endWhenNoModeratorDelayInMinutes: integer(),
  learningDashboardCleanupDelayInMinutes: integer(),
  muteOnStart: boolean,
  allowModsToUnmuteUsers: boolean,
  requireUserConsentBeforeUnmuting: boolean,
  allowModsToEjectCameras: boolean,
  webcamsOnlyForModerator: boolean,
  userCameraCap: integer(),
  meetingCameraCap: integer(),
  maxPinnedCameras: integer(),
  multiUserWhiteboardEnabled: boolean,
  meetingLayout: text({ max: 64 }),
  lockSettingsDisableCam: boolean,
  lockSettingsDisableMic: boolean,
  lockSettingsDisablePrivateChat: boolean,
  lockSettingsDisablePublicChat: boolean,
  lockSettingsDisableNotes: boolean,
  lockSettingsDisableNote: boolean,
  lockSettingsHideUserList: boolean,
  lockSettingsLockOnJoin: boolean,
  lockSettingsLockOnJoinConfigurable: boolean,
  lockSettingsHideViewersCursor: boolean,
  lockSettingsHideViewersAnnotation: boolean,
  lockSettingsPresenterPolicy: oneOf('moderatorOnly', 'requireApproval', 'freeForAll'),
  disabledFeatures: list(),
  disabledFeaturesExclude: list(),
  learningDashboardEnabled: boolean,
  virtualBackgroundsDisabled: boolean,
  breakoutRoomsEnabled: boolean,
  sharedNotesEditor: text({ max: 32 }),
  sharedNotesInitialContentJsonUrl: url,
  sharedNotesInitialContentMarkdownUrl: url,
  sharedNotesInitialContentMarkdown: text(),
  cameraBridge: oneOf('bbb-webrtc-sfu', 'livekit'),
  screenShareBridge: oneOf('bbb-webrtc-sfu', 'livekit'),
  audioBridge: oneOf('bbb-webrtc-sfu', 'freeswitch', 'livekit'),
  isBreakout: boolean,
  parentMeetingID: text({ max: 256 }),
  sequence: integer(),
  freeJoin: boolean,
  breakoutRoomsPrivateChatEnabled: boolean,
  breakoutRoomsRecord: boolean,
  breakoutRoomsCaptureSlides: boolean,
  breakoutRoomsCaptureNotes: boolean,
  breakoutRoomsCaptureSlidesFilename: text({ max: 255 }),
  breakoutRoomsCaptureNotesFilename: text({ max: 255 }),
  preUploadedPresentation: url,
  preUploadedPresentationName: text({ max: 255 }),
  preUploadedPresentationOverrideDefault: boolean,
  presentationUploadExternalUrl: url,
  presentationUploadExternalDescription: text(),
  presentationConversionCacheEnabled: boolean,
  maxNumPages: integer(),
  clientSettingsOverrideJsonUrl: url,
  allowOverrideClientSettingsOnCreateCall: boolean,
  pluginManifests: json,
  pluginManifestsFetchUrl: url,
  plugin,
  meta,
}

/** `messageKey` is `duplicateWarning` when the meeting was there before: then nothing of it was changed. */
export const create: CallDefinition<CreateParameters, MeetingCreated> = {
  name: 'create',
  isRead: false,
  parameters,
  response: answer<MeetingCreated>(
    {
      meetingID: textField,
      internalMeetingID: textField,
      parentMeetingID: textField,
      attendeePW: textField,
      moderatorPW: textField,
      createTime: integerField,
      voiceBridge: textField,
      dialNumber: textField,
      createDate: textField,
      hasUserJoined: booleanField,
      duration: integerField,
      hasBeenForciblyEnded: booleanField,
    },
    { required: ['meetingID', 'internalMeetingID', 'createTime'] },
  ),
}
