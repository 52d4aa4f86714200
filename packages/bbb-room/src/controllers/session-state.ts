import type { JoinState, RoomInfo } from '@bbb-room/bff-api'
import type { DisplayName, LeaveReason } from '../events.ts'
import type { RoomError } from '../room-error.ts'

/** What a person meets, one member for each state; each has what its view needs and nothing more. */
export type SessionState =
  | { name: 'idle' }
  /** `isLong`: so long that the person wonders. */
  | { name: 'loading'; isLong?: boolean }
  /** `opensAtMs` on the monotonic clock: the person's own clock may be wrong. */
  | { name: 'scheduled'; info: RoomInfo; opensAtMs: number }
  | { name: 'waiting'; info: RoomInfo }
  /** `isBlocked`: the browser refused the tab. `isElsewhere`: another tab of this browser says it has joined. */
  | { name: 'ready'; info: RoomInfo; isBlocked?: boolean; isElsewhere?: boolean }
  | { name: 'joining'; info: RoomInfo; display: DisplayName; frame?: HTMLIFrameElement }
  | JoinedState
  | { name: 'left'; info: RoomInfo; reason: LeaveReason }
  | { name: 'ended'; info: RoomInfo; look?: Look }
  | { name: 'denied'; info: RoomInfo | undefined; code: JoinState['code'] | 'NOT_ALLOWED'; look?: Look }
  /** `isHandled`: the page shows it. `isRetried`: the question is asked again without the person. */
  | { name: 'error'; error: RoomError; isHandled: boolean; isRetried: boolean }
  | { name: 'unsupported'; reason: UnsupportedReason }

/**
 * `isHere`: it is about to take this page's place. `isEnding`: asked whether to end it for everyone. `isEndSent`: that is on its way. `endError`: why that failed.
 * `isBlocked`: the browser refused a tab for it. `isSilent`: BBB has not seen anybody come in yet.
 */
export interface JoinedState {
  name: 'joined'
  info: RoomInfo
  display: DisplayName
  frame?: HTMLIFrameElement
  isHere?: boolean
  isEnding?: boolean
  isEndSent?: boolean
  endError?: RoomError | undefined
  isBlocked?: boolean
  isSilent?: boolean
}

/** The person has asked for another look: it is on its way, or has found everything as it was. */
export type Look = 'looking' | 'unchanged'

/** The member of the union that has this name. */
export type StateNamed<Name extends SessionState['name']> = Extract<SessionState, { name: Name }>

/** `insecure`: the page is not https, so no camera; `in-app`: a browser inside another app; `outdated`: it lacks
 * what the element is made with. */
export type UnsupportedReason = 'insecure' | 'in-app' | 'outdated'
