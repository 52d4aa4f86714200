import type { AnyCall, BbbAnswer } from '../protocol/define-call.ts'
import { apiRoot, type ApiRoot } from './api-root.ts'
import { create, type MeetingCreated } from './create.ts'
import { deleteRecordings, type RecordingsDeleted } from './delete-recordings.ts'
import { end } from './end.ts'
import { getJoinUrl, type JoinUrlOfSession } from './get-join-url.ts'
import { getMeetingInfo, type MeetingInfo } from './get-meeting-info.ts'
import { getMeetings, type Meetings } from './get-meetings.ts'
import { getRecordingTextTracks, type TextTracks } from './get-recording-text-tracks.ts'
import { getRecordings, type Recordings } from './get-recordings.ts'
import { type HookCreated, hooksCreate } from './hooks-create.ts'
import { type HookDestroyed, hooksDestroy } from './hooks-destroy.ts'
import { type Hooks, hooksList } from './hooks-list.ts'
import { insertDocument } from './insert-document.ts'
import { isMeetingRunning, type MeetingRunning } from './is-meeting-running.ts'
import { join, type Joined } from './join.ts'
import { publishRecordings, type RecordingsPublished } from './publish-recordings.ts'
import { putRecordingTextTrack, type TextTrackStored } from './put-recording-text-track.ts'
import { sendChatMessage } from './send-chat-message.ts'
import { sessionCalls, type GuestWait, type LearningDashboard, type Sessions } from './session-calls.ts'
import { updateRecordings, type RecordingsUpdated } from './update-recordings.ts'

/** What each call answers, by BBB's name of the call. */
export interface BbbAnswers {
  /** The API root, which has no name of its own. */
  index: ApiRoot
  create: MeetingCreated
  join: Joined
  isMeetingRunning: MeetingRunning
  end: BbbAnswer
  getMeetingInfo: MeetingInfo
  getMeetings: Meetings
  getSessions: Sessions
  insertDocument: BbbAnswer
  sendChatMessage: BbbAnswer
  getRecordings: Recordings
  publishRecordings: RecordingsPublished
  deleteRecordings: RecordingsDeleted
  updateRecordings: RecordingsUpdated
  getRecordingTextTracks: TextTracks
  putRecordingTextTrack: TextTrackStored
  getJoinUrl: JoinUrlOfSession
  guestWait: GuestWait
  learningDashboard: LearningDashboard
  'hooks/create': HookCreated
  'hooks/list': Hooks
  'hooks/destroy': HookDestroyed
}

const definitions: readonly AnyCall[] = [
  apiRoot,
  create,
  join,
  isMeetingRunning,
  end,
  getMeetingInfo,
  getMeetings,
  insertDocument,
  sendChatMessage,
  getRecordings,
  publishRecordings,
  deleteRecordings,
  updateRecordings,
  getRecordingTextTracks,
  putRecordingTextTrack,
  getJoinUrl,
  hooksCreate,
  hooksList,
  hooksDestroy,
  ...sessionCalls,
]

/** Every call that is known, by BBB's name. */
export const callDefinitions: ReadonlyMap<string, AnyCall> = new Map(
  definitions.map((definition) => [definition.name, definition]),
)
