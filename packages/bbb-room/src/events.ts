import type { Finding } from './diagnose/finding.ts'
import type { RoomError } from './room-error.ts'

/** Every state a room's element can be in. */
export type RoomStateName =
  | 'idle'
  | 'loading'
  | 'scheduled'
  | 'waiting'
  | 'ready'
  | 'joining'
  | 'joined'
  | 'left'
  | 'ended'
  | 'denied'
  | 'error'
  | 'unsupported'

/** How the meeting is shown. */
export type DisplayName = 'tab' | 'frame'

/** Why the person is out of the meeting. `kicked`: a moderator removed them. Who was not let in is `denied`, not `left`. */
export type LeaveReason = 'left' | 'ended' | 'kicked' | 'failed'

/** `detail` of each event, by its name. */
export interface BbbRoomEventDetails {
  'bbb-room-state-change': { state: RoomStateName; previous: RoomStateName }
  /** The meeting was opened for this person. Whether they got in, BBB alone knows. */
  'bbb-room-joined': { display: DisplayName }
  'bbb-room-left': { reason: LeaveReason }
  /** The meeting is over, for everyone. */
  'bbb-room-ended': null
  /** Cancelable: after `preventDefault()` the element draws nothing of the failure but the slot `error`. */
  'bbb-room-error': {
    /** Stable: branch on this. */
    code: string
    /** In the element's language. */
    title: string
    fix: string
    retryable: boolean
    /** Stands in the BFF's logs too. */
    requestId: string | undefined
  }
  'bbb-room-diagnostic': { findings: readonly Finding[] }
}

export type BbbRoomEventName = keyof BbbRoomEventDetails

/** An event of `<bbb-room>` or `<bbb-recordings>`: bubbles, and leaves shadow roots. */
export class BbbRoomEvent<Name extends BbbRoomEventName> extends CustomEvent<BbbRoomEventDetails[Name]> {
  declare readonly type: Name
  constructor(name: Name, detail: BbbRoomEventDetails[Name], cancelable = false) {
    super(name, { detail, bubbles: true, composed: true, cancelable })
  }
}

/** Tells the page of a failure. @param texts title and fix, in the element's language */
export const failureEvent = (
  { code, facts: { retryable = false, requestId } }: Pick<RoomError, 'code' | 'facts'>,
  [title, fix]: readonly [title: string, fix: string],
): BbbRoomEvent<'bbb-room-error'> =>
  new BbbRoomEvent('bbb-room-error', { code, title, fix, retryable, requestId }, true)

declare global {
  interface HTMLElementEventMap {
    'bbb-room-state-change': BbbRoomEvent<'bbb-room-state-change'>
    'bbb-room-joined': BbbRoomEvent<'bbb-room-joined'>
    'bbb-room-left': BbbRoomEvent<'bbb-room-left'>
    'bbb-room-ended': BbbRoomEvent<'bbb-room-ended'>
    'bbb-room-error': BbbRoomEvent<'bbb-room-error'>
    'bbb-room-diagnostic': BbbRoomEvent<'bbb-room-diagnostic'>
  }
}
