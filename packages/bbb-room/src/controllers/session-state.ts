import type { JoinState, RoomInfo } from '@bbb-room/bff-api'
import type { DisplayName, LeaveReason } from '../events.ts'
import type { RoomError } from '../room-error.ts'

/** What a person meets, one member for each state; each has what its view needs and nothing more. */
export type SessionState =
  | { name: 'idle' }
  | { name: 'loading' }
  | { name: 'scheduled'; info: RoomInfo; opensAtMs: number }
  | { name: 'waiting'; info: RoomInfo }
  /** `isBlocked`: the browser refused the tab. */
  | { name: 'ready'; info: RoomInfo; isBlocked?: boolean }
  | { name: 'joining'; info: RoomInfo; display: DisplayName; frame?: HTMLIFrameElement }
  | { name: 'joined'; info: RoomInfo; display: DisplayName; frame?: HTMLIFrameElement }
  | { name: 'left'; info: RoomInfo; reason: LeaveReason }
  | { name: 'ended'; info: RoomInfo }
  | { name: 'denied'; info: RoomInfo | undefined; code: JoinState['code'] | 'NOT_ALLOWED' }
  | { name: 'error'; error: RoomError; isHandled: boolean }
  | { name: 'unsupported'; reason: UnsupportedReason }

/** `insecure`: the page is not https, so no camera; `in-app`: a browser inside another app. */
export type UnsupportedReason = 'insecure' | 'in-app'
