import { fail, succeed } from '../answer.ts'
import { apiRoot } from '../calls/api-root.ts'
import type { Call } from '../calls/call.ts'
import { getRecordings } from '../calls/get-recordings.ts'
import { API_CALLS } from '../calls/registry.ts'
import { hashText } from '../checksum.ts'
import { textElement } from '../xml/element.ts'
import { escapeToDecimalReferences } from '../xml/escape.ts'
import { writeIndented } from '../xml/write-indented.ts'
import { bbb } from './bbb.ts'
import type { Profile } from './profile.ts'

/** The list of recordings is cut off after this many. */
const MOST_RECORDINGS = 100

const getRecordingsCapped: Call = {
  ...getRecordings,
  async answer(context) {
    const answer = await getRecordings.answer(context)
    if (answer.kind !== 'xml' || typeof answer.root.content === 'string') return answer
    const content = answer.root.content.map((child) =>
      child.name === 'recordings' && typeof child.content !== 'string'
        ? { ...child, content: child.content.slice(0, MOST_RECORDINGS) }
        : child,
    )
    return { ...answer, root: { ...answer.root, content } }
  },
}

const root: Call = {
  ...apiRoot,
  answer: () => succeed([textElement('version', '2.0'), textElement('info', 'Served by bbblb')]),
}

const notImplemented: Call = {
  methods: ['GET', 'POST'],
  checksum: 'none',
  contentTypes: ['application/x-www-form-urlencoded', 'multipart/form-data'],
  answer: () => fail('notImplemented', 'This API endpoint or feature is not implemented'),
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

/** bbblb for one tenant. It knows each meeting by an id of its own, which the end callback names. */
export const bbblb: Profile = {
  ...bbb,
  name: 'bbblb',
  algorithms: ['sha1', 'sha256', 'sha512'],
  formBodies: 'verbatim',
  longestMeetingID: 200,
  calls: {
    ...API_CALLS,
    index: root,
    getRecordings: getRecordingsCapped,
    getRecordingTextTracks: notImplemented,
    putRecordingTextTrack: notImplemented,
    getJoinUrl: notImplemented,
    getSessions: undefined,
  },
  missing: (name) => fail(`missingParameter${capitalised(name)}`, `Missing ir invalid parameter ${name}.`),
  reportedMeetingID: (meetingID) => `tenant-1-${hashText('sha1', meetingID).slice(0, 24)}`,
  write: (answer) => ({
    body: writeIndented(answer.root, { escape: escapeToDecimalReferences, selfClosing: ' />' }),
    contentType: 'application/xml;charset=utf-8',
    status: answer.status ?? 200,
  }),
}
