import { hash } from 'node:crypto'
import type { SentCallback } from '@bbb-room/fake-bbb'
import type { MeetingRow } from './rows.ts'

type Callback = Pick<SentCallback, 'kind' | 'url' | 'body'>

/** What an event of the webhooks add-on makes us look at. */
const subjects: Readonly<Record<string, 'end' | 'people' | 'recording'>> = {
  'meeting-ended': 'end',
  'user-joined': 'people',
  'user-left': 'people',
  'rap-archive-ended': 'recording',
  'rap-publish-ended': 'recording',
  'rap-post-publish-ended': 'recording',
  'rap-published': 'recording',
  'rap-unpublished': 'recording',
  'rap-deleted': 'recording',
}

/** @returns for each thing that an accepted callback tells of these meetings, the ids in the inbox it may have */
export function storedItemsOf({ kind, url, body = '' }: Callback, meetings: readonly MeetingRow[]): string[][] {
  switch (kind) {
    case 'meeting-ended': {
      const key = new URL(url).pathname.split('/').at(-1) ?? ''
      const meeting = meetings.find((row) => key.startsWith(row.meeting_row_id))
      return [[idOf([kind, { meetingRowId: meeting?.meeting_row_id ?? '' }])]]
    }
    case 'recording-ready': {
      const [, claims = ''] = (new URLSearchParams(body).get('signed_parameters') ?? '').split('.')
      type Claims = { meeting_id: string; record_id: string }
      const told = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims
      return [[idOf([kind, { meetingID: told.meeting_id, recordID: told.record_id }])]]
    }
    case 'webhook': {
      const events = JSON.parse(new URLSearchParams(body).get('event') ?? '[]') as Event | Event[]
      return [events].flat().flatMap((event) => storedItemOf(event, meetings))
    }
    default:
      return []
  }
}

interface Event {
  data: {
    id: string
    attributes: {
      meeting?: Readonly<Record<string, string>>
      user?: Readonly<Record<string, string>>
      'record-id'?: string
      success?: boolean
      recorded?: boolean
    }
    event: { ts: number }
  }
}

function storedItemOf({ data }: Event, meetings: readonly MeetingRow[]): string[][] {
  const { id, attributes, event } = data
  const about = subjects[id]
  const told = attributes.meeting ?? {}
  const meeting =
    meetings.find((row) => row.meeting_id === told['external-meeting-id']) ??
    meetings.find((row) => row.internal_meeting_id === told['internal-meeting-id'])
  const isUnrecorded = attributes.success === true && attributes.recorded === false
  if (about === undefined || meeting === undefined || (id === 'rap-archive-ended' && !isUnrecorded)) return []
  const meetingRowId = meeting.meeting_row_id
  const facts = {
    about,
    meetingRowId,
    ...(about === 'recording' && attributes['record-id'] !== undefined && { recordID: attributes['record-id'] }),
    ...(about === 'recording' && isUnrecorded && { recorded: 'no' }),
  }
  const hint = idOf(['webhook', facts])
  if (about !== 'people') return [[hint]]
  // A row of its own where attendance is kept.
  return [[hint, idOf(['webhook', meetingRowId, id, attributes.user?.['internal-user-id'], event.ts])]]
}

function idOf(told: unknown): string {
  return hash('sha256', JSON.stringify(told), 'hex')
}
