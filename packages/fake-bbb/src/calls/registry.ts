import { apiRoot } from './api-root.ts'
import type { Call } from './call.ts'
import { deleteRecordings, publishRecordings, updateRecordings } from './change-recordings.ts'
import { create } from './create.ts'
import { end } from './end.ts'
import { getMeetingInfo } from './get-meeting-info.ts'
import { getMeetings } from './get-meetings.ts'
import { getRecordings } from './get-recordings.ts'
import { getSessions } from './get-sessions.ts'
import { createHook, destroyHook, listHooks, pingHooks } from './hooks.ts'
import { insertDocument } from './insert-document.ts'
import { isMeetingRunning } from './is-meeting-running.ts'
import { join } from './join.ts'
import { sendChatMessage } from './send-chat-message.ts'
import { checkAuthorization, enter, getJoinUrl, guestWait, signOut } from './session-calls.ts'
import { getRecordingTextTracks, putRecordingTextTrack } from './text-tracks.ts'

/** The calls that applications make, by name; `index` is the API root. Names are case-sensitive. */
export const API_CALLS = {
  index: apiRoot,
  create,
  join,
  isMeetingRunning,
  end,
  getMeetingInfo,
  getMeetings,
  getSessions,
  insertDocument,
  sendChatMessage,
  getRecordings,
  publishRecordings,
  deleteRecordings,
  updateRecordings,
  getRecordingTextTracks,
  putRecordingTextTrack,
} satisfies Readonly<Record<string, Call>>

/** The calls of clients: a session token and its cookie stand in for the checksum. */
export const SESSION_CALLS = {
  getJoinUrl,
  enter,
  guestWait,
  signOut,
  checkAuthorization,
} satisfies Readonly<Record<string, Call>>

/** The calls of the webhooks add-on. */
export const HOOK_CALLS = {
  'hooks/create': createHook,
  'hooks/list': listHooks,
  'hooks/destroy': destroyHook,
  'hooks/ping': pingHooks,
} satisfies Readonly<Record<string, Call>>
