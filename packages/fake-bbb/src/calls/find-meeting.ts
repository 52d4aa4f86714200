import { type Answer, fail } from '../answer.ts'
import type { Meeting } from '../meetings/meeting.ts'
import type { CallContext } from './call.ts'

/** What answers a call about a meeting that does not exist. */
export function meetingNotFound({ world }: CallContext): Answer {
  return world.quirks.has('unknown-meeting-invalid')
    ? fail('validationError', 'Invalid meeting ID: A meeting with that ID does not exist')
    : fail('notFound', 'A meeting with that ID does not exist')
}

/** @returns what is wrong with the `meetingID` sent, `undefined` when nothing is */
export function meetingIdProblem({ world, params }: CallContext): Answer | undefined {
  const { profile } = world
  const meetingID = params.get('meetingID')
  const longest = profile.longestMeetingID
  if (!meetingID) return profile.missing('meetingID', 'You must specify a meeting ID for the meeting.')
  if (meetingID.length < 2 || meetingID.length > longest) {
    return profile.name === 'bbblb'
      ? fail('sizeError', 'Meeting ID is too long')
      : fail('validationError', `Meeting ID must be between 2 and ${longest} characters`)
  }
  return meetingID.includes(',') ? fail('validationError', 'Invalid meeting ID') : undefined
}

/** @returns the meeting that the parameters name, if it is alive */
export function findMeeting({ world, params }: CallContext): Meeting | undefined {
  const meetingID = params.get('meetingID') ?? ''
  const { meetings, profile } = world
  return meetings.get(meetingID) ?? (profile.name === 'bbblb' ? meetings.getByInternalId(meetingID) : undefined)
}
