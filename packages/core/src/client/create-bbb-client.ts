import { inspect } from 'node:util'
import { apiRoot, type ApiRoot } from '../calls/api-root.ts'
import type { CreateParameters, MeetingCreated } from '../calls/create.ts'
import {
  deleteRecordings,
  type DeleteRecordingsParameters,
  type RecordingsDeleted,
} from '../calls/delete-recordings.ts'
import { end, type EndParameters } from '../calls/end.ts'
import { getJoinUrl, type GetJoinUrlParameters } from '../calls/get-join-url.ts'
import type { MeetingInfo } from '../calls/get-meeting-info.ts'
import { getMeetings, type Meetings } from '../calls/get-meetings.ts'
import type { TextTrack } from '../calls/get-recording-text-tracks.ts'
import {
  getRecordings,
  type GetRecordingsParameters,
  type Recording,
  type Recordings,
} from '../calls/get-recordings.ts'
import { type HookCreated, hooksCreate, type HooksCreateParameters } from '../calls/hooks-create.ts'
import { type HookDestroyed, hooksDestroy } from '../calls/hooks-destroy.ts'
import { type Hooks, hooksList, type HooksListParameters } from '../calls/hooks-list.ts'
import { insertDocument } from '../calls/insert-document.ts'
import { isMeetingRunning } from '../calls/is-meeting-running.ts'
import { join, type JoinParameters } from '../calls/join.ts'
import {
  publishRecordings,
  type PublishRecordingsParameters,
  type RecordingsPublished,
} from '../calls/publish-recordings.ts'
import type { PutRecordingTextTrackParameters, TextTrackStored } from '../calls/put-recording-text-track.ts'
import { sendChatMessage, type SendChatMessageParameters } from '../calls/send-chat-message.ts'
import {
  type RecordingsUpdated,
  updateRecordings,
  type UpdateRecordingsParameters,
} from '../calls/update-recordings.ts'
import { BbbInvalidRequest } from '../errors/invalid-input.ts'
import type { BbbAnswer } from '../protocol/define-call.ts'
import type { PresentationDocument } from '../protocol/modules-xml.ts'
import { collectParameters } from '../protocol/parameters.ts'
import { buildQuery } from '../protocol/query-string.ts'
import { signedUrl } from '../protocol/sign-call.ts'
import { type CallOptions, createCaller } from './caller.ts'
import { type BbbClientOptions, configure } from './configuration.ts'
import { bodyOf, type ClassroomCreated, createCall, createClassroom, type CreateOptions } from './create-classroom.ts'
import { endMeeting, type MeetingEnded } from './end-meeting.ts'
import { JoinUrl } from './join-url.ts'
import { findMeeting } from './meeting-info.ts'
import { probe, type ServerReport } from './probe.ts'
import {
  deleteRecording,
  listRecordings,
  type RecordingChange,
  type RecordingFilter,
  setProtected,
  setPublished,
  updateMetadata,
} from './recordings.ts'
import { listTextTracks, type TextTrackFile, uploadTextTrack } from './text-tracks.ts'

/**
 * Speaks with one BBB server, or with a balancer in front of several.
 *
 * The first group of methods are verbs: safe to repeat, and read back from BBB where it matters. The others are BBB's
 * calls, one each, under BBB's names. All of them throw errors with a `code` and take `{ signal, timeoutMs }` last.
 */
export interface BbbClient {
  /**
   * Opens a meeting; safe to repeat. Duplicates, other passwords than before, a lost answer and a meeting that has ended
   * but is remembered all lead to one open meeting. Parameters of a meeting that was open before are not changed.
   * @throws {BbbCallFailed} `kind: 'ended'` if an ended meeting is remembered longer than the call may take
   */
  createClassroom(parameters: CreateParameters, options?: CreateOptions): Promise<ClassroomCreated>
  /**
   * Signs a join address. Nothing is sent: the browser opens it. Make it at the click and redirect to it.
   * @throws {BbbInvalidRequest} for an unfit parameter
   */
  joinUrl(parameters: JoinParameters): JoinUrl
  /** What BBB knows of a meeting; `undefined` once it has forgotten it. */
  getMeetingInfo(meetingID: string, options?: CallOptions): Promise<MeetingInfo | undefined>
  /** Ends a meeting, and asks until BBB has forgotten it. A meeting that is over already is no failure. */
  endMeeting(meetingID: string, options?: CallOptions & { password?: string | undefined }): Promise<MeetingEnded>
  /** Lists recordings in portions. `timeoutMs` is for each portion. */
  listRecordings(filter?: RecordingFilter, options?: CallOptions): AsyncIterable<Recording>
  /** Publishes a recording; says what BBB then shows. */
  publishRecording(recordID: string, options?: CallOptions): Promise<RecordingChange>
  /** Takes a recording back; says what BBB then shows. */
  unpublishRecording(recordID: string, options?: CallOptions): Promise<RecordingChange>
  /**
   * Makes playback links work once only; says what the server then shows. Scalelite can do that; others never confirm it,
   * and leave `recording.protected` undefined.
   */
  protectRecording(recordID: string, options?: CallOptions): Promise<RecordingChange>
  /** Makes playback links work for ever again. */
  unprotectRecording(recordID: string, options?: CallOptions): Promise<RecordingChange>
  /** Changes metadata; an empty value removes a key. Says what BBB then shows. */
  updateRecordingMetadata(
    recordID: string,
    metadata: Readonly<Record<string, string>>,
    options?: CallOptions,
  ): Promise<RecordingChange>
  /** Deletes a recording for good; says what BBB then shows. */
  deleteRecording(recordID: string, options?: CallOptions): Promise<RecordingChange>

  /** Finds out what the server can do: version, algorithms, calls, and which product it looks like. Changes nothing. */
  probe(options?: CallOptions): Promise<ServerReport>
  /** The API root: reachability and version, without a checksum. Says nothing of the secret. */
  getApiRoot(options?: CallOptions): Promise<ApiRoot>
  /** BBB's own `create`. Prefer `createClassroom`. */
  create(parameters: CreateParameters, options?: CreateOptions): Promise<MeetingCreated>
  /** True once somebody has joined. False for an unknown meeting, and for one that nobody has joined yet. */
  isMeetingRunning(meetingID: string, options?: CallOptions): Promise<boolean>
  /** BBB's own `end`, which happens later. Prefer `endMeeting`. */
  end(parameters: EndParameters, options?: CallOptions): Promise<BbbAnswer>
  /** All meetings of this secret. Costly: not more often than every 30 seconds, never for a user's request. */
  getMeetings(options?: CallOptions): Promise<Meetings>
  /** Adds documents to a meeting, since 2.5. The conversion happens later. */
  insertDocument(
    meetingID: string,
    documents: readonly PresentationDocument[],
    options?: CallOptions,
  ): Promise<BbbAnswer>
  /** Writes to the public chat, since 3.0. */
  sendChatMessage(parameters: SendChatMessageParameters, options?: CallOptions): Promise<BbbAnswer>
  /** BBB's own `getRecordings`. Prefer `listRecordings`. */
  getRecordings(parameters: GetRecordingsParameters, options?: CallOptions): Promise<Recordings>
  /** BBB's own `publishRecordings`, which happens later. Prefer `publishRecording`. */
  publishRecordings(parameters: PublishRecordingsParameters, options?: CallOptions): Promise<RecordingsPublished>
  /** BBB's own `deleteRecordings`, which happens later. Prefer `deleteRecording`. */
  deleteRecordings(parameters: DeleteRecordingsParameters, options?: CallOptions): Promise<RecordingsDeleted>
  /** BBB's own `updateRecordings`, which happens later. Prefer `updateRecordingMetadata`. */
  updateRecordings(parameters: UpdateRecordingsParameters, options?: CallOptions): Promise<RecordingsUpdated>
  /** Captions and subtitles of a recording; an empty list where there are none. */
  getRecordingTextTracks(recordID: string, options?: CallOptions): Promise<TextTrack[]>
  /** Uploads captions or subtitles; BBB needs minutes to process them. */
  putRecordingTextTrack(
    parameters: PutRecordingTextTrackParameters,
    file: TextTrackFile,
    options?: CallOptions,
  ): Promise<TextTrackStored>
  /**
   * A join address for a second session of someone who is in the meeting, since 3.0. For plugins that run with that
   * person's session; an application uses `joinUrl`.
   * @param cookie the `JSESSIONID=…` of that session
   */
  getJoinUrl(parameters: GetJoinUrlParameters, cookie: string, options?: CallOptions): Promise<JoinUrl>
  /** The webhooks add-on, which many servers do not have: then `kind` is `unsupported`. */
  readonly hooks: {
    /** Registers an address. One that is registered already is not changed: `messageKey` is `duplicateWarning`. */
    create(parameters: HooksCreateParameters, options?: CallOptions): Promise<HookCreated>
    /** Those registered for one meeting, or for all without `meetingID`. */
    list(parameters?: HooksListParameters, options?: CallOptions): Promise<Hooks>
    /** Removes a registration by the `hookID` that `create` gave. */
    destroy(hookID: string, options?: CallOptions): Promise<HookDestroyed>
  }
}

/**
 * Makes a client for one BBB server. Keep it: it remembers which secret works, what the server offers, and how it fares.
 * @throws {BbbInvalidConfiguration} names the option, never its value
 */
export function createBbbClient(options: BbbClientOptions): BbbClient {
  const caller = createCaller(configure(options))
  const { baseUrl, algorithm } = caller.configuration

  const client: BbbClient = {
    createClassroom: (parameters, options = {}) => createClassroom(caller, parameters, options),
    joinUrl: (parameters) => {
      const query = buildQuery(collectParameters('join', join.parameters, parameters))
      return new JoinUrl(signedUrl(baseUrl, 'join', query, caller.currentSecret(), algorithm))
    },
    getMeetingInfo: async (meetingID, options) => {
      const deadline = caller.startDeadline('getMeetingInfo', options)
      try {
        return await findMeeting(caller, meetingID, deadline)
      } finally {
        deadline.clear()
      }
    },
    endMeeting: (meetingID, options = {}) => endMeeting(caller, meetingID, options),
    listRecordings: (filter = {}, options = {}) => listRecordings(caller, filter, options),
    publishRecording: (recordID, options = {}) => setPublished(caller, recordID, true, options),
    unpublishRecording: (recordID, options = {}) => setPublished(caller, recordID, false, options),
    protectRecording: (recordID, options = {}) => setProtected(caller, recordID, true, options),
    unprotectRecording: (recordID, options = {}) => setProtected(caller, recordID, false, options),
    updateRecordingMetadata: (recordID, metadata, options = {}) => updateMetadata(caller, recordID, metadata, options),
    deleteRecording: (recordID, options = {}) => deleteRecording(caller, recordID, options),

    probe: (options = {}) => probe(caller, options),
    getApiRoot: (options) => caller.call({ definition: apiRoot, parameters: {}, isSigned: false }, options),
    create: async (parameters, options = {}) => caller.call(createCall(parameters, options), options),
    isMeetingRunning: async (meetingID, options) =>
      (await caller.call({ definition: isMeetingRunning, parameters: { meetingID } }, options)).running,
    end: (parameters, options) => caller.call({ definition: end, parameters }, options),
    getMeetings: (options) => caller.call({ definition: getMeetings, parameters: {} }, options),
    insertDocument: async (meetingID, presentations, options) => {
      const body = bodyOf({ presentations })
      if (body === undefined) {
        throw new BbbInvalidRequest({ callName: 'insertDocument', parameter: 'documents', rule: 'must not be empty' })
      }
      return caller.call({ definition: insertDocument, parameters: { meetingID }, body }, options)
    },
    sendChatMessage: (parameters, options) => caller.call({ definition: sendChatMessage, parameters }, options),
    getRecordings: (parameters, options) => caller.call({ definition: getRecordings, parameters }, options),
    publishRecordings: (parameters, options) => caller.call({ definition: publishRecordings, parameters }, options),
    deleteRecordings: (parameters, options) => caller.call({ definition: deleteRecordings, parameters }, options),
    updateRecordings: (parameters, options) => caller.call({ definition: updateRecordings, parameters }, options),
    getRecordingTextTracks: (recordID, options = {}) => listTextTracks(caller, recordID, options),
    putRecordingTextTrack: (parameters, file, options = {}) => uploadTextTrack(caller, parameters, file, options),
    getJoinUrl: async (parameters, cookie, options) => {
      const call = { definition: getJoinUrl, parameters, cookie, isSigned: false }
      return new JoinUrl((await caller.call(call, options)).url)
    },
    hooks: {
      create: (parameters, options) => caller.call({ definition: hooksCreate, parameters }, options),
      list: (parameters = {}, options) => caller.call({ definition: hooksList, parameters }, options),
      destroy: (hookID, options) => caller.call({ definition: hooksDestroy, parameters: { hookID } }, options),
    },
  }
  return printedAs(client, 'BbbClient { baseUrl: [redacted], sharedSecret: [redacted] }')
}

/** Printing a client shows neither its secret nor its address. */
function printedAs<T extends object>(value: T, text: string): T {
  const hidden = { value: () => text, enumerable: false }
  return Object.defineProperties(value, {
    toString: hidden,
    toJSON: hidden,
    [inspect.custom]: hidden,
  })
}
