import { type Answer, fail, json, succeed } from '../answer.ts'
import { apiRoot } from '../calls/api-root.ts'
import type { Call } from '../calls/call.ts'
import { namedRecordings, updateMetadata } from '../calls/change-recordings.ts'
import { findMeeting } from '../calls/find-meeting.ts'
import { getMeetings } from '../calls/get-meetings.ts'
import { join } from '../calls/join.ts'
import { metadataOf } from '../calls/call.ts'
import { API_CALLS } from '../calls/registry.ts'
import { randomUuid } from '../random-text.ts'
import type { World } from '../world.ts'
import { textElement, type XmlElement } from '../xml/element.ts'
import { bbb, writeLikeBbb } from './bbb.ts'
import type { Profile } from './profile.ts'

/** The keys that Greenlight writes, and the name: all that can be changed. */
const METADATA_KEYS = new Set(['name', 'gl-listed', 'gl-token', 'meetingname'])
const DROPPED = new Set(['dialNumber', 'voiceBridge'])

const emptyAnswer = (status: number): Answer => ({ kind: 'plain', status, headers: {}, body: '' })

const joinHere: Call = {
  ...join,
  answer: (context) => (findMeeting(context) ? join.answer(context) : emptyAnswer(400)),
}

const updateRecordings: Call = {
  ...API_CALLS.updateRecordings,
  answer(context) {
    const recordings = namedRecordings(context)
    if (!Array.isArray(recordings)) return recordings
    const changes = [...metadataOf(context.params)].filter(([key]) => METADATA_KEYS.has(key))
    updateMetadata(context, recordings, new Map(changes))
    return succeed([textElement('updated', true)], 'fixed')
  },
}

const getRecordingTextTracks: Call = {
  ...API_CALLS.getRecordingTextTracks,
  answer: ({ params }) =>
    json('library', {
      returncode: 'FAILED',
      messageKey: 'noRecordings',
      message: `No recording found for ${params.get('recordID') ?? ''}`,
    }),
}

/** The list of meetings is kept for a while, so it can be stale. */
const listsKept = new WeakMap<World, { readonly answer: Answer; readonly until: number }>()
const getMeetingsKept: Call = {
  ...getMeetings,
  async answer(context) {
    const { world } = context
    const kept = listsKept.get(world)
    if (kept && kept.until > world.clock.now()) return kept.answer
    const answer = await getMeetings.answer(context)
    listsKept.set(world, { answer, until: world.clock.now() + world.settings.meetingListCacheMs })
    return answer
  },
}

const root: Call = {
  ...apiRoot,
  answer: () =>
    succeed([
      textElement('version', '2.0'),
      textElement('apiVersion', '2.0'),
      { ...textElement('bbbVersion', ''), selfClosedWhenEmpty: true },
    ]),
}

function withoutDropped(element: XmlElement): XmlElement {
  if (typeof element.content === 'string') return element
  return { ...element, content: element.content.filter(({ name }) => !DROPPED.has(name)).map(withoutDropped) }
}

/** b3lb for one tenant. */
export const b3lb: Profile = {
  ...bbb,
  name: 'b3lb',
  longestMeetingID: 100,
  calls: {
    ...API_CALLS,
    index: root,
    join: joinHere,
    getMeetings: getMeetingsKept,
    updateRecordings,
    getRecordingTextTracks,
    getSessions: undefined,
  },
  unknownCall: () => emptyAnswer(403),
  missing: (name, message) => fail(name === 'meetingID' ? 'missingParamMeetingID' : 'validationError', message),
  recordIdOf: (random) => randomUuid(random),
  write: (answer) => ({
    body: writeLikeBbb({ ...answer, root: withoutDropped(answer.root) }).replace(/\r?\n/g, '\r\n'),
    contentType: 'text/xml;charset=utf-8',
    status: answer.status ?? 200,
  }),
}
