import type { BbbErrorKind } from './bbb-error.ts'

/** What one of BBB's message keys means. */
export interface MessageKeyMeaning {
  kind: BbbErrorKind
  /** Our own text. BBB's texts vary by version and may quote what was sent. */
  message: string
  forPeople: boolean
}

const notFound: MessageKeyMeaning = { kind: 'notFound', message: 'BBB does not know it (any more).', forPeople: false }
const meetingNotFound: MessageKeyMeaning = {
  kind: 'notFound',
  message: 'This meeting is not open at the moment.',
  forPeople: true,
}
const replaced: MessageKeyMeaning = {
  kind: 'conflict',
  message: 'This meeting was started anew. Please open it again.',
  forPeople: true,
}
const ended: MessageKeyMeaning = { kind: 'ended', message: 'This meeting is over.', forPeople: true }
const full: MessageKeyMeaning = { kind: 'full', message: 'This meeting is full.', forPeople: true }
const refusedGuest: MessageKeyMeaning = { kind: 'denied', message: 'You were not admitted.', forPeople: true }
const waiting: MessageKeyMeaning = { kind: 'denied', message: 'Please wait to be admitted.', forPeople: true }
const taken: MessageKeyMeaning = { kind: 'conflict', message: 'BBB already uses this value.', forPeople: false }
const badInput: MessageKeyMeaning = { kind: 'invalidRequest', message: 'BBB refused a parameter.', forPeople: false }
const missing: MessageKeyMeaning = { kind: 'invalidRequest', message: 'BBB misses a parameter.', forPeople: false }
const unsupported: MessageKeyMeaning = {
  kind: 'unsupported',
  message: 'This server does not offer the call.',
  forPeople: false,
}
const temporary: MessageKeyMeaning = {
  kind: 'temporary',
  message: 'The meeting server is not available at the moment.',
  forPeople: true,
}
const broken: MessageKeyMeaning = { kind: 'other', message: 'BBB could not do it.', forPeople: false }

const meanings = new Map<string, MessageKeyMeaning>([
  ['checksumError', { kind: 'auth', message: 'BBB refused the checksum: see diagnoseChecksum.', forPeople: false }],
  ['validationError', badInput],
  ['missingParamMeetingID', missing],
  ['missingParamFullName', missing],
  ['missingParamRecordID', missing],
  ['missingParamPublish', missing],
  ['missingParamCallbackURL', missing],
  ['missingParamHookID', missing],
  ['missingParameters', missing],
  ['MissingParam', missing],
  ['Params required', missing],
  ['parentMeetingIdMissing', missing],
  ['paramError', badInput],
  ['invalidKind', badInput],
  ['invalidLang', badInput],
  ['empty_uploaded_text_track', badInput],
  ['invalidPassword', badInput],
  ['unsupportedContentType', badInput],
  ['clientError', badInput],
  ['sizeError', badInput],
  ['idNotUnique', taken],
  ['NotUniqueMeetingID', taken],
  ['nonUniqueVoiceBridge', taken],
  ['parentMeetingDoesNotExist', notFound],
  ['notFound', notFound],
  ['recordingNotFound', notFound],
  ['noRecordings', notFound],
  ['noCaptionsFound', notFound],
  ['destroyMissingHook', notFound],
  ['invalidMeetingIdentifier', meetingNotFound],
  ['invalidMeetingId', meetingNotFound],
  ['mismatchCreateTimeParam', replaced],
  ['mismatchCreateTime', replaced],
  ['meetingForciblyEnded', ended],
  ['guestDeniedAccess', refusedGuest],
  ['guestDeny', refusedGuest],
  ['guestInvalid', refusedGuest],
  ['guestWait', waiting],
  ['seatWait', waiting],
  ['invalidResponse', refusedGuest],
  ['maxParticipantsReached', full],
  ['missingSession', { kind: 'auth', message: 'This session is over. Please join again.', forPeople: true }],
  ['apiNotEnabled', { kind: 'unsupported', message: 'The API is switched off on this server.', forPeople: false }],
  ['configNotFound', unsupported],
  ['unsupportedRequest', unsupported],
  ['notImplemented', unsupported],
  ['serverTagUnavailable', { kind: 'temporary', message: 'No server with this tag is free.', forPeople: false }],
  ['internalError', temporary],
  ['serverUnavailable', temporary],
  ['b3scale_server_error', temporary],
  ['upload_text_track_failed', broken],
  ['createHookError', broken],
  ['listHookError', broken],
  ['destroyHookError', broken],
])

const unknown: MessageKeyMeaning = { kind: 'other', message: 'BBB refused the call.', forPeople: false }

/**
 * What BBB's message key means. Keys that are unknown here mean "refused", never a fault of reading.
 * @see https://docs.bigbluebutton.org/development/api/#api-calls
 */
export function meaningOf(messageKey: string | undefined): MessageKeyMeaning {
  if (messageKey === undefined) return unknown
  return meanings.get(messageKey) ?? (/^missingParam/.test(messageKey) ? missing : unknown)
}
