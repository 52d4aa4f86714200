import { deleteRecordings } from '../calls/delete-recordings.ts'
import {
  getRecordings,
  type GetRecordingsParameters,
  type Recording,
  type RecordingState,
} from '../calls/get-recordings.ts'
import { publishRecordings } from '../calls/publish-recordings.ts'
import { updateRecordings } from '../calls/update-recordings.ts'
import type { Deadline } from '../transport/deadline.ts'
import type { Caller, CallOptions } from './caller.ts'

/** Which recordings to list. Without any ids: all that this secret may see, which is slow and never for a user's request. */
export interface RecordingFilter {
  /** As sent to `create`. An empty list matches nothing. */
  meetingIDs?: readonly string[] | undefined
  /** Full ids or prefixes. An empty list matches nothing. */
  recordIDs?: readonly string[] | undefined
  /** Published and unpublished unless given. */
  states?: readonly RecordingState[] | undefined
  /** Only recordings with all of these. */
  meta?: GetRecordingsParameters['meta']
}

/** What BBB says of a recording after a change was asked for. */
export interface RecordingChange {
  /** True once BBB shows the change. False if it did not yet when the time ended: read again later. */
  confirmed: boolean
  /** What BBB said last; `undefined` if it does not know the recording. */
  recording: Recording | undefined
}

const pageLength = 100
const longestIdList = 4_000

/**
 * Lists recordings, a few calls at a time. Ids are sent in portions that fit into an address, pages are followed, and
 * servers that ignore paging are recognised. No recording comes twice; BBB promises no order.
 */
export async function* listRecordings(
  caller: Caller,
  filter: RecordingFilter,
  options: CallOptions,
): AsyncGenerator<Recording, void, undefined> {
  const { meetingIDs, recordIDs, states: state, meta } = filter
  const seen = new Set<string>()
  for (const ids of portions(meetingIDs, recordIDs)) {
    for (let offset = 0; ; offset += pageLength) {
      const parameters = { ...ids, state, meta, offset, limit: pageLength }
      const { recordings } = await caller.call({ definition: getRecordings, parameters }, options)
      const page = new Map(recordings.map((recording) => [recording.recordID, recording]))
      const fresh = [...page.values()].filter(({ recordID }) => !seen.has(recordID))
      for (const recording of fresh) {
        seen.add(recording.recordID)
        yield recording
      }
      // A page of another length, or one seen before: the server has no paging, or this was the last.
      if (page.size !== pageLength || fresh.length === 0) break
    }
  }
}

function* portions(
  meetingIDs: readonly string[] | undefined,
  recordIDs: readonly string[] | undefined,
): Generator<{ meetingID?: readonly string[]; recordID?: readonly string[] }> {
  if (recordIDs !== undefined) for (const recordID of split(recordIDs)) yield { recordID }
  else if (meetingIDs !== undefined) for (const meetingID of split(meetingIDs)) yield { meetingID }
  else yield {}
}

function* split(ids: readonly string[]): Generator<readonly string[]> {
  let portion: string[] = []
  let length = 0
  for (const id of new Set(ids)) {
    const idLength = encodeURIComponent(id.replace(/\p{Surrogate}/gu, ' ')).length + 3
    if (portion.length > 0 && length + idLength > longestIdList) {
      yield portion
      portion = []
      length = 0
    }
    portion.push(id)
    length += idLength
  }
  if (portion.length > 0) yield portion
}

/** Publishes a recording, or takes it back, and reads back what BBB then says. */
export function setPublished(
  caller: Caller,
  recordID: string,
  publish: boolean,
  options: CallOptions,
): Promise<RecordingChange> {
  return change(caller, recordID, options, {
    callName: 'publishRecordings',
    send: (deadline) =>
      caller.callWithin({ definition: publishRecordings, parameters: { recordID: [recordID], publish } }, deadline),
    isDone: (recording) => recording?.published === publish,
  })
}

/**
 * Makes a recording's playback links work once only, or for ever, and reads back what the server then says. Where it does
 * not know the notion, this is never confirmed, and `recording.protected` is `undefined`.
 */
export function setProtected(
  caller: Caller,
  recordID: string,
  protect: boolean,
  options: CallOptions,
): Promise<RecordingChange> {
  return change(caller, recordID, options, {
    callName: 'updateRecordings',
    send: (deadline) =>
      caller.callWithin({ definition: updateRecordings, parameters: { recordID: [recordID], protect } }, deadline),
    isDone: (recording) => recording?.protected === protect,
  })
}

/** Changes a recording's metadata, and reads back what BBB then says. */
export function updateMetadata(
  caller: Caller,
  recordID: string,
  metadata: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<RecordingChange> {
  return change(caller, recordID, options, {
    callName: 'updateRecordings',
    send: (deadline) =>
      caller.callWithin(
        { definition: updateRecordings, parameters: { recordID: [recordID], meta: metadata } },
        deadline,
      ),
    isDone: (recording) => recording !== undefined && hasMetadata(recording, metadata),
  })
}

/** Deletes a recording, and reads back what BBB then says: a success without deletion has been seen. */
export function deleteRecording(caller: Caller, recordID: string, options: CallOptions): Promise<RecordingChange> {
  return change(caller, recordID, options, {
    callName: 'deleteRecordings',
    send: (deadline) =>
      caller.callWithin({ definition: deleteRecordings, parameters: { recordID: [recordID] } }, deadline),
    isDone: (recording) => recording === undefined || recording.state === 'deleted',
  })
}

/** BBB stores keys in lower case and squeezes blanks; an empty value removes the key. */
function hasMetadata(recording: Recording, wanted: Readonly<Record<string, string>>): boolean {
  const present = new Map(Object.entries(recording.metadata).map(([key, value]) => [key.toLowerCase(), squeeze(value)]))
  return Object.entries(wanted).every(([key, value]) => (present.get(key.toLowerCase()) ?? '') === squeeze(value))
}

function squeeze(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}

const pausesMs = [100, 250, 500, 1_000]

async function change(
  caller: Caller,
  recordID: string,
  options: CallOptions,
  step: {
    callName: string
    send: (deadline: Deadline) => Promise<unknown>
    isDone: (recording: Recording | undefined) => boolean
  },
): Promise<RecordingChange> {
  const deadline = caller.startDeadline(step.callName, options)
  try {
    await step.send(deadline)
    for (let round = 0; ; round++) {
      const recording = await findRecording(caller, recordID, deadline)
      if (step.isDone(recording)) return { confirmed: true, recording }
      const pauseMs = pausesMs[round]
      if (pauseMs === undefined || deadline.remainingMs() <= pauseMs) return { confirmed: false, recording }
      await deadline.wait(pauseMs)
    }
  } finally {
    deadline.clear()
  }
}

/** The server takes ids as prefixes: only the whole id counts. */
async function findRecording(caller: Caller, recordID: string, deadline: Deadline): Promise<Recording | undefined> {
  const parameters: GetRecordingsParameters = { recordID: [recordID], state: ['any'] }
  const { recordings } = await caller.callWithin({ definition: getRecordings, parameters }, deadline)
  return recordings.find((recording) => recording.recordID === recordID)
}
