import { attendeesOf, hasUserJoined, type Meeting } from './meeting.ts'

const MINUTE_MS = 60_000

/**
 * When this meeting ends by itself if nothing else happens.
 * @returns epoch milliseconds, `undefined` for never
 */
export function endsByItselfAt(meeting: Meeting): number | undefined {
  const { createTime, duration, expireIfNoUserJoinedMinutes, expireWhenLastUserLeftMinutes } = meeting
  const attendees = attendeesOf(meeting)
  const after = (since: number | undefined, minutes: number | undefined) =>
    since === undefined || minutes === undefined ? [] : [since + minutes * MINUTE_MS]

  const deadlines = [
    ...(duration > 0 ? after(createTime, duration) : []),
    ...(hasUserJoined(meeting) ? [] : after(createTime, expireIfNoUserJoinedMinutes)),
    ...(hasUserJoined(meeting) && attendees.length === 0 && expireWhenLastUserLeftMinutes > 0
      ? after(meeting.lastUserLeftAt, expireWhenLastUserLeftMinutes)
      : []),
    ...(attendees.some(({ role }) => role === 'MODERATOR')
      ? []
      : after(meeting.lastModeratorLeftAt, meeting.endWhenNoModeratorMinutes)),
  ]
  return deadlines.length === 0 ? undefined : Math.min(...deadlines)
}
