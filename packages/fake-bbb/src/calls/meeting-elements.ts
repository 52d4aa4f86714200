import { createDateOf } from '../meetings/create-date.ts'
import { attendeesOf, hasUserJoined, isRunning, type Meeting, type Session } from '../meetings/meeting.ts'
import { parentElement, textElement, type XmlElement } from '../xml/element.ts'
import type { World } from '../world.ts'

/** What getMeetingInfo and getMeetings say of one meeting, in the server's order. */
export function meetingElements(meeting: Meeting, world: World): (XmlElement | undefined)[] {
  const attendees = attendeesOf(meeting)
  const rooms = world.meetings.breakoutRoomsOf(meeting)
  const hidesPasswords = world.quirks.has('no-passwords')
  const count = (name: string, value: number) =>
    textElement(name, world.quirks.has('grouped-counters') ? value.toLocaleString('en-US') : value)
  const countOf = (name: string, matches: (session: Session) => boolean) =>
    count(name, attendees.filter(matches).length)

  return [
    textElement('meetingName', meeting.name),
    textElement('meetingID', meeting.meetingID),
    textElement('internalMeetingID', meeting.internalMeetingID),
    textElement('createTime', meeting.createTime),
    textElement('createDate', createDateOf(meeting.createTime)),
    textElement('voiceBridge', meeting.voiceBridge),
    textElement('dialNumber', meeting.dialNumber),
    hidesPasswords ? undefined : textElement('attendeePW', meeting.attendeePW),
    hidesPasswords ? undefined : textElement('moderatorPW', meeting.moderatorPW),
    textElement('running', isRunning(meeting)),
    textElement('duration', meeting.duration),
    textElement('hasUserJoined', hasUserJoined(meeting)),
    textElement('recording', meeting.record),
    textElement('hasBeenForciblyEnded', false),
    textElement('startTime', meeting.startTime),
    textElement('endTime', meeting.endTime),
    countOf('participantCount', () => true),
    countOf('listenerCount', ({ isListeningOnly }) => isListeningOnly),
    countOf('voiceParticipantCount', ({ hasJoinedVoice }) => hasJoinedVoice),
    countOf('videoCount', ({ hasVideo }) => hasVideo),
    count('maxUsers', meeting.maxParticipants),
    countOf('moderatorCount', ({ role }) => role === 'MODERATOR'),
    parentElement('attendees', attendees.map(attendeeElement)),
    parentElement('metadata', mapElements(meeting.metadata)),
    textElement('isBreakout', meeting.breakout !== undefined),
    ...breakoutElements(meeting),
    rooms.length === 0
      ? undefined
      : parentElement(
          'breakoutRooms',
          rooms.map(({ internalMeetingID }) => textElement('breakout', internalMeetingID)),
        ),
  ]
}

const mapElements = (map: ReadonlyMap<string, string>) => [...map].map(([key, value]) => textElement(key, value))

function breakoutElements({ breakout }: Meeting): XmlElement[] {
  if (!breakout) return []
  return [
    textElement('parentMeetingID', breakout.parentMeetingID),
    textElement('sequence', breakout.sequence),
    textElement('freeJoin', breakout.freeJoin),
  ]
}

/** Names under customdata are what people sent, well-formed or not. */
function attendeeElement(session: Session): XmlElement {
  return parentElement('attendee', [
    textElement('userID', session.userID),
    textElement('fullName', session.fullName),
    textElement('role', session.role),
    textElement('isPresenter', session.isPresenter),
    textElement('isListeningOnly', session.isListeningOnly),
    textElement('hasJoinedVoice', session.hasJoinedVoice),
    textElement('hasVideo', session.hasVideo),
    textElement('clientType', session.clientType),
    session.userdata && parentElement('customdata', mapElements(session.userdata)),
  ])
}
