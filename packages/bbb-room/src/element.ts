export { BbbRoom } from './bbb-room.ts'
export type { AccessTokenRequest, GetAccessToken } from './api/request-token.ts'
export type { AccessToken } from './controllers/token-holder.ts'
export {
  BbbRoomEvent,
  type BbbRoomEventDetails,
  type BbbRoomEventName,
  type DisplayName,
  type LeaveReason,
  type RoomStateName,
} from './events.ts'
export type { Finding } from './diagnose/finding.ts'
