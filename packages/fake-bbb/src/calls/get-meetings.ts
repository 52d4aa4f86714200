import { messageElements, succeed } from '../answer.ts'
import { parentElement } from '../xml/element.ts'
import type { Call } from './call.ts'
import { meetingElements } from './meeting-elements.ts'

/** Every meeting of this secret. */
export const getMeetings: Call = {
  methods: ['GET', 'POST'],
  checksum: 'api',
  answer({ world }) {
    const meetings = world.meetings.all().map((meeting) => parentElement('meeting', meetingElements(meeting, world)))
    const list = { ...parentElement('meetings', meetings), selfClosedWhenEmpty: true }
    if (meetings.length > 0) return succeed([list])
    return succeed([list, ...messageElements('noMeetings', 'no meetings were found on this server')])
  },
}
