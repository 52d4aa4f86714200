import type { Meeting, Session } from '../meetings/meeting.ts'
import { signJsonWebToken } from './json-web-token.ts'
import type { Outbox } from './outbox.ts'

const DAY_S = 86_400
const isoTime = (epochMs: number) => new Date(epochMs).toISOString().replace('Z', '+00:00')
const snakeCase = (key: string) =>
  key
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()

/** Sends what happened in a meeting, once, under a token that proves nothing but the secret. */
export function sendAnalytics(outbox: Outbox, meeting: Meeting, secret: string): void {
  const url = meeting.metadata.get('analytics-callback-url')
  const keepsEvents = meeting.record || meeting.parameters.get('meetingKeepEvents')?.toLowerCase() === 'true'
  if (!url || !keepsEvents) return
  const exp = Math.floor(meeting.endTime / 1000) + DAY_S
  const token = signJsonWebToken({ typ: 'JWT', alg: 'HS512' }, { exp }, secret)
  outbox.run(async () => {
    await outbox.send({
      kind: 'analytics',
      url,
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${token}`,
        'User-Agent': 'BigBlueButton Analytics Callback',
      },
      body: JSON.stringify(report(meeting)),
      redirects: 0,
    })
  })
}

function report(meeting: Meeting): unknown {
  const start = meeting.startTime || meeting.createTime
  const metadata = new Map([['meetingName', meeting.name], ['isBreakout', 'false'], ...meeting.metadata])
  return {
    version: '1.0',
    meeting_id: meeting.meetingID,
    internal_meeting_id: meeting.internalMeetingID,
    data: {
      metadata: Object.fromEntries([...metadata].map(([key, value]) => [snakeCase(key), value])),
      duration: Math.round((meeting.endTime - start) / 1000),
      start: isoTime(start),
      finish: isoTime(meeting.endTime),
      attendees: peopleOf(meeting),
      files: meeting.documents.map(({ filename, url }) => filename ?? url ?? 'default.pdf'),
      polls: [],
    },
  }
}

function peopleOf(meeting: Meeting): unknown[] {
  const came = meeting.sessions.filter(({ joinedAt }) => joinedAt !== undefined)
  const people = new Map<string, Session[]>()
  for (const session of came) people.set(session.userID, [...(people.get(session.userID) ?? []), session])
  return [...people].map(([userID, sessions]) => ({
    ext_user_id: userID,
    name: sessions[0]?.fullName,
    moderator: sessions[0]?.role === 'MODERATOR',
    joins: sessions.map(({ joinedAt }) => isoTime(joinedAt ?? 0)),
    leaves: sessions.map((session) => isoTime(leftAt(session, meeting))),
    duration: Math.round(
      sessions.reduce((sum, session) => sum + leftAt(session, meeting) - (session.joinedAt ?? 0), 0) / 1000,
    ),
    recent_talking_time: '',
    engagement: { chats: 0, talks: 0, raisehand: 0, emojis: 0, poll_votes: 0, talk_time: 0 },
  }))
}

const leftAt = (session: Session, meeting: Meeting) => session.leftAt ?? meeting.endTime
