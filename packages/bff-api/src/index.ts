export {
  accessTokenClaimsSchema,
  guestTokenRequestSchema,
  scopeSchema,
  tokenAnswerSchema,
  tokenRoleSchema,
  type AccessTokenClaims,
  type Scope,
  type TokenAnswer,
  type TokenRole,
} from './access-token.ts'
export {
  bbbCookieSchema,
  bbbEntrySchema,
  bbbFailureSchema,
  roomDiagnosisSchema,
  type BbbCookie,
  type BbbEntry,
  type BbbFailure,
  type RoomDiagnosis,
} from './diagnosis.ts'
export {
  roomEventListSchema,
  roomEventSchema,
  roomEventTypeSchema,
  type RoomEvent,
  type RoomEventList,
  type RoomEventType,
} from './events.ts'
export { hostEventSchema, hostEventTypes, type HostEvent, type HostEventType } from './host-events.ts'
export {
  recordingIdSchema,
  roomIdSchema,
  tenantIdSchema,
  timestampSchema,
  type RecordingId,
  type RoomId,
  type TenantId,
} from './ids.ts'
export { failureCodes, failureStatus, problemSchema, type FailureCode, type Problem } from './problem.ts'
export {
  playbackRequestSchema,
  recordingChangeSchema,
  recordingFormatSchema,
  recordingListSchema,
  recordingSchema,
  recordingStateSchema,
  type PlaybackRequest,
  type Recording,
  type RecordingChange,
  type RecordingFormat,
  type RecordingList,
  type RecordingState,
} from './recordings.ts'
export { returnMessageSchema, type ReturnMessage } from './return-message.ts'
export {
  displaySchema,
  endAnswerSchema,
  joinAnswerSchema,
  joinRequestSchema,
  joinStateSchema,
  roomDeclarationSchema,
  roomDeclaredSchema,
  roomInfoSchema,
  roomPermissionsSchema,
  roomStateSchema,
  ticketAnswerSchema,
  type Display,
  type EndAnswer,
  type JoinAnswer,
  type JoinState,
  type RoomDeclaration,
  type RoomDeclared,
  type RoomInfo,
  type RoomPermissions,
  type RoomState,
  type TicketAnswer,
} from './rooms.ts'
