import { attendeesOf, type Meeting, type Session, waitingGuestsOf } from '../meetings/meeting.ts'
import type { World } from '../world.ts'

/** What the client of one person shows. */
export interface RoomState {
  readonly ended: boolean
  /** The session was given up, or left elsewhere. */
  readonly gone: boolean
  readonly meetingName: string
  readonly me: { readonly name: string; readonly role: string }
  readonly participants: readonly { readonly name: string; readonly role: string; readonly isMe: boolean }[]
  readonly waiting: readonly { readonly id: string; readonly name: string }[]
  readonly recording: boolean
  readonly canRecord: boolean
  readonly elapsedSeconds: number
  readonly logoutURL: string
}

/** Where someone goes when the meeting is over for them. Only web addresses are followed. */
export function logoutUrlOf(world: World, meeting: Meeting, session: Session): string {
  const url = session.logoutURL ?? meeting.logoutURL ?? world.settings.defaultLogoutURL
  return url && /^https?:\/\//i.test(url) ? url : `${world.origin()}/`
}

export function roomStateOf(world: World, meeting: Meeting, session: Session): RoomState {
  const isModerator = session.role === 'MODERATOR'
  return {
    ended: meeting.endTime > 0,
    gone: session.presence === 'left' && meeting.endTime === 0,
    meetingName: meeting.name,
    me: { name: session.fullName, role: session.role },
    participants: attendeesOf(meeting).map((each) => ({
      name: each.fullName,
      role: each.role,
      isMe: each === session,
    })),
    waiting: isModerator
      ? waitingGuestsOf(meeting).map(({ internalUserID, fullName }) => ({ id: internalUserID, name: fullName }))
      : [],
    recording: meeting.isRecordingNow,
    canRecord: isModerator && meeting.record && meeting.allowStartStopRecording,
    elapsedSeconds: Math.max(0, Math.round((world.clock.now() - (meeting.startTime || world.clock.now())) / 1000)),
    logoutURL: logoutUrlOf(world, meeting, session),
  }
}
