import { createDateOf } from '../meetings/create-date.ts'
import type { MeetingEvent } from '../meetings/meeting-store.ts'
import type { Meeting, Session } from '../meetings/meeting.ts'
import type { RecordingEvent } from '../recordings/recording-store.ts'
import type { Recording } from '../recordings/recording.ts'

/** One event as the webhooks process words it. */
export interface WebhookEvent {
  readonly data: {
    readonly type: 'event'
    readonly id: string
    readonly attributes: Readonly<Record<string, unknown>>
    readonly event: { readonly ts: number }
  }
}

/** @param ts milliseconds in meeting events, seconds in recording events */
function event(id: string, attributes: Readonly<Record<string, unknown>>, ts: number): WebhookEvent {
  return { data: { type: 'event', id, attributes, event: { ts } } }
}

const idsOf = (meeting: { internalMeetingID: string | undefined; meetingID: string }) => ({
  'internal-meeting-id': meeting.internalMeetingID,
  'external-meeting-id': meeting.meetingID,
})

/** What a change in a meeting is told as. */
export function meetingEventOf(change: MeetingEvent, now: number): WebhookEvent {
  const { kind, meeting } = change
  switch (kind) {
    case 'meeting-created':
      return event(kind, { meeting: describe(meeting) }, now)
    case 'user-joined':
      return event(kind, { meeting: idsOf(meeting), user: { ...describeUser(change.session) } }, now)
    case 'user-left': {
      const { internalUserID, userID, guest } = change.session
      const user = { 'internal-user-id': internalUserID, 'external-user-id': userID, guest }
      return event(kind, { meeting: idsOf(meeting), user }, now)
    }
    case 'meeting-ended':
    case 'meeting-recording-started':
    case 'meeting-recording-stopped':
      return event(kind, { meeting: idsOf(meeting) }, now)
  }
}

function describe(meeting: Meeting): Record<string, unknown> {
  return {
    ...idsOf(meeting),
    name: meeting.name,
    'is-breakout': meeting.breakout !== undefined,
    'parent-id': meeting.breakout?.parentMeetingID ?? 'bbb-none',
    duration: meeting.duration,
    'create-time': meeting.createTime,
    'create-date': createDateOf(meeting.createTime),
    'moderator-pass': meeting.moderatorPW,
    'viewer-pass': meeting.attendeePW,
    record: meeting.record,
    'voice-conf': meeting.voiceBridge,
    'dial-number': meeting.dialNumber,
    'max-users': meeting.maxParticipants,
    metadata: Object.fromEntries(meeting.metadata),
    audioBridge: 'bbb-webrtc-sfu',
    cameraBridge: 'bbb-webrtc-sfu',
    screenShareBridge: 'bbb-webrtc-sfu',
  }
}

function describeUser(session: Session): Record<string, unknown> {
  return {
    'internal-user-id': session.internalUserID,
    'external-user-id': session.userID,
    name: session.fullName,
    role: session.role,
    presenter: session.isPresenter,
    'ip-address': '203.0.113.7',
    'user-agent': 'Mozilla/5.0',
    referer: '',
    'session-token': session.sessionToken,
    userdata: Object.fromEntries(session.userdata ?? []),
    guest: session.guest,
  }
}

/** What is told of a meeting that could be recorded and in which nobody pressed the button: nothing comes of it. */
export function emptyArchiveEventsOf(meeting: Meeting, now: number): WebhookEvent[] {
  const about = { meeting: idsOf(meeting), 'record-id': meeting.internalMeetingID }
  const ended = { ...about, success: true, 'step-time': 4210, recorded: false, duration: 0 }
  const ts = Math.floor(now / 1000)
  return [event('rap-archive-started', about, ts), event('rap-archive-ended', ended, ts)]
}

/** What a change of a recording is told as, step by step. */
export function recordingEventsOf(change: RecordingEvent, now: number): WebhookEvent[] {
  const { kind, recording } = change
  const ts = Math.floor(now / 1000)
  const about = { meeting: idsOf(recording), 'record-id': recording.recordID }
  const step = (name: string, extra: Readonly<Record<string, unknown>> = {}) => [
    event(`rap-${name}-started`, { ...about, ...pickWorkflow(extra) }, ts),
    event(`rap-${name}-ended`, { ...about, success: true, 'step-time': 4210, ...extra }, ts),
  ]
  switch (kind) {
    case 'archived': {
      const duration = recording.endTime - recording.startTime
      return [...step('archive', { recorded: true, duration }), ...step('sanity'), ...step('post-archive')]
    }
    case 'processed':
      return ['process', 'post-process'].flatMap((name) => step(name, { workflow: change.format }))
    case 'published': {
      const workflow = change.format.type
      return [
        ...step('publish', { workflow, recording: describeRecording(recording, change.format) }),
        ...step('post-publish', { workflow }),
      ]
    }
  }
}

function pickWorkflow(extra: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return 'workflow' in extra ? { workflow: extra['workflow'] } : {}
}

function describeRecording(recording: Recording, format: Recording['formats'][number]): Record<string, unknown> {
  return {
    name: recording.name,
    'is-breakout': String(recording.isBreakout),
    'start-time': recording.startTime,
    'end-time': recording.endTime,
    size: recording.size,
    'raw-size': recording.rawSize,
    metadata: Object.fromEntries(recording.metadata),
    playback: {
      format: format.type,
      link: format.url,
      processing_time: format.processingTime,
      duration: recording.endTime - recording.startTime,
      size: format.size,
    },
    download: {},
  }
}
