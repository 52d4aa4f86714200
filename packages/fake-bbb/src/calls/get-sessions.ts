import { messageElements, succeed } from '../answer.ts'
import { attendeesOf } from '../meetings/meeting.ts'
import { parentElement, textElement } from '../xml/element.ts'
import type { Call } from './call.ts'

/** An old, undocumented list of who is in. */
export const getSessions: Call = {
  methods: ['GET'],
  checksum: 'api',
  answer({ world }) {
    const items = world.meetings
      .all()
      .flatMap((meeting) =>
        attendeesOf(meeting).map(({ fullName }) =>
          parentElement('meeting', [
            textElement('meetingID', meeting.internalMeetingID),
            textElement('meetingName', meeting.name),
            textElement('userName', fullName),
          ]),
        ),
      )
    const list = { ...parentElement('sessions', items), selfClosedWhenEmpty: true }
    if (items.length > 0) return succeed([list])
    return succeed([list, ...messageElements('noSessions', 'no sessions were found on this serverr')])
  },
}
