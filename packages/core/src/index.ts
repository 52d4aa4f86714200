export { createBbbClient } from './client/create-bbb-client.ts'
export type { BbbClient } from './client/create-bbb-client.ts'
export type { BbbClientOptions } from './client/configuration.ts'
export type { CallOptions } from './client/caller.ts'
export type { Classroom, ClassroomCreated, CreateOptions } from './client/create-classroom.ts'
export type { MeetingEnded } from './client/end-meeting.ts'
export { JoinUrl } from './client/join-url.ts'
export type { OptionalCall, Product, ServerReport } from './client/probe.ts'
export type { RecordingChange, RecordingFilter } from './client/recordings.ts'
export type { TextTrackFile } from './client/text-tracks.ts'
export type { BbbPorts } from './transport/ports.ts'

export type { ApiRoot } from './calls/api-root.ts'
export type { CreateParameters, MeetingCreated, TextParameters } from './calls/create.ts'
export type { DeleteRecordingsParameters, RecordingsDeleted } from './calls/delete-recordings.ts'
export type { EndParameters } from './calls/end.ts'
export type { GetJoinUrlParameters, JoinUrlOfSession } from './calls/get-join-url.ts'
export type { Attendee, GetMeetingInfoParameters, Meeting, MeetingInfo } from './calls/get-meeting-info.ts'
export type { Meetings } from './calls/get-meetings.ts'
export type { GetRecordingTextTracksParameters, TextTrack, TextTracks } from './calls/get-recording-text-tracks.ts'
export type {
  GetRecordingsParameters,
  PlaybackFormat,
  Preview,
  PreviewImage,
  Recording,
  Recordings,
  RecordingState,
} from './calls/get-recordings.ts'
export type { HookCreated, HooksCreateParameters } from './calls/hooks-create.ts'
export type { HookDestroyed, HooksDestroyParameters } from './calls/hooks-destroy.ts'
export type { Hook, Hooks, HooksListParameters } from './calls/hooks-list.ts'
export type { BbbAnswers } from './calls/index.ts'
export type { InsertDocumentParameters } from './calls/insert-document.ts'
export type { IsMeetingRunningParameters, MeetingRunning } from './calls/is-meeting-running.ts'
export type { Joined, JoinParameters } from './calls/join.ts'
export type { PublishRecordingsParameters, RecordingsPublished } from './calls/publish-recordings.ts'
export type { PutRecordingTextTrackParameters, TextTrackStored } from './calls/put-recording-text-track.ts'
export type { SendChatMessageParameters } from './calls/send-chat-message.ts'
export type { GuestWait, LearningDashboard, Session, Sessions } from './calls/session-calls.ts'
export type { RecordingsUpdated, UpdateRecordingsParameters } from './calls/update-recordings.ts'

export { verifyAnalytics } from './callbacks/analytics.ts'
export type { AnalyticsToken } from './callbacks/analytics.ts'
export { readSignedParameters, verifyRecordingReady } from './callbacks/recording-ready.ts'
export type { RecordingReady, VerifyCallbackOptions } from './callbacks/recording-ready.ts'
export type { Secrets } from './callbacks/secrets.ts'
export type { CallbackAlgorithm } from './callbacks/verify-jwt.ts'
export { verifyWebhook } from './callbacks/webhook.ts'
export type { VerifiedWebhook, WebhookDelivery, WebhookEvent } from './callbacks/webhook.ts'

export { normaliseBaseUrl } from './protocol/base-url.ts'
export { computeChecksum, computeInternalMeetingID } from './protocol/checksum.ts'
export type { ChecksumAlgorithm } from './protocol/checksum.ts'
export type { BbbAnswer } from './protocol/define-call.ts'
export { diagnoseChecksum } from './protocol/diagnose-checksum.ts'
export type { ChecksumDiagnosis, ChecksumFault, SignedCallToDiagnose } from './protocol/diagnose-checksum.ts'
export { parseJoinErrors } from './protocol/join-errors.ts'
export type { JoinError } from './protocol/join-errors.ts'
export type { ReadLimits } from './protocol/limits.ts'
export type { CreateModules, PresentationDocument } from './protocol/modules-xml.ts'
export { parseResponse, parseResponseStream } from './protocol/parse-response.ts'
export type { ParseOptions } from './protocol/parse-response.ts'
export { buildQuery } from './protocol/query-string.ts'
export type { QueryParameters, QueryValue } from './protocol/query-string.ts'
export type { ByteCount, RawFields, RawValue, TextMap } from './protocol/response-shape.ts'
export type { FormSigning } from './protocol/sign-form.ts'
export { signCall } from './protocol/sign-call.ts'
export type { CallToSign } from './protocol/sign-call.ts'

export { BbbError } from './errors/bbb-error.ts'
export type { BbbErrorCode, BbbErrorFacts, BbbErrorKind } from './errors/bbb-error.ts'
export { BbbCallFailed, BbbSecretRefused } from './errors/call-failed.ts'
export { BbbCallbackRefused } from './errors/callback-refused.ts'
export type { CallbackRefusal } from './errors/callback-refused.ts'
export { BbbInvalidConfiguration, BbbInvalidRequest } from './errors/invalid-input.ts'
export { BbbResponseUnreadable } from './errors/response-unreadable.ts'
export type { UnreadableReason } from './errors/response-unreadable.ts'
export {
  BbbAborted,
  BbbCertificateRefused,
  BbbCircuitOpen,
  BbbRateLimited,
  BbbRedirectRefused,
  BbbTimeout,
  BbbUnreachable,
} from './errors/transport-errors.ts'
