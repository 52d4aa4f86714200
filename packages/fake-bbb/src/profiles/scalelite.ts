import { type Answer, fail, messageElements, redirect, succeed, type XmlAnswer } from '../answer.ts'
import { apiRoot } from '../calls/api-root.ts'
import { type Call, listOf, metadataOf } from '../calls/call.ts'
import { namedRecordings, updateRecordings } from '../calls/change-recordings.ts'
import { create } from '../calls/create.ts'
import { findMeeting, meetingNotFound } from '../calls/find-meeting.ts'
import { API_CALLS } from '../calls/registry.ts'
import { hashText, withoutChecksum } from '../checksum.ts'
import { selectRecordings } from '../recordings/select-recordings.ts'
import { randomToken, type RandomBytes } from '../random-text.ts'
import type { Recording } from '../recordings/recording.ts'
import { childText, parentElement, textElement, type XmlElement } from '../xml/element.ts'
import { escapeMarkup, escapeToHexReferences } from '../xml/escape.ts'
import { writeIndented } from '../xml/write-indented.ts'
import { writeLines } from '../xml/write-lines.ts'
import { bbb } from './bbb.ts'
import { withFirst } from './move-first.ts'
import type { Profile } from './profile.ts'

/** Secret shared by the balancer and its one node; people's browsers only ever see checksums made with it. */
const NODE_SECRET = 'the-node-has-a-secret-of-its-own'
/** Where the node lives on the same server. */
const NODE_PATH = '/node-1'

const PROLOG = '<?xml version="1.0"?>\n'

/** Answers that come from the node keep its lines; only non-ASCII characters are written anew. */
const PROXIED_BY_FIELD = ['internalMeetingID', 'meetingName']

function write(answer: XmlAnswer): string {
  if (answer.producer === 'recordings') return writeIndented(answer.root, { escape: escapeMarkup, selfClosing: '/>' })
  const isProxied = PROXIED_BY_FIELD.some((name) => childText(answer.root, name) !== undefined)
  if (isProxied) return `${PROLOG}${writeLines(answer.root, escapeToHexReferences)}\n`
  const names = ['returncode', 'messageKey', 'message']
  const root = withFirst(answer.root, names)
  return PROLOG + writeIndented(root, { escape: escapeToHexReferences, selfClosing: '/>' })
}

/** Meetings are made on a node that wants a moderator password, and carry the balancer's marks. */
const createOnNode: Call = {
  ...create,
  answer(context) {
    const own = new Map([...context.params, ['meta_tenant-id', 'tenant-1'], ['meta_tenant-name', 'school']] as [
      string,
      string,
    ][])
    own.delete('voiceBridge')
    return create.answer({ ...context, params: own })
  },
}

/** Sends the browser to the node, which sends it on to the client; `redirect=false` changes nothing. */
const joinOnNode: Call = {
  methods: ['GET'],
  checksum: 'api',
  answer(context) {
    const { request, params } = context
    if (!params.get('meetingID')) return missingMeetingID()
    if (!findMeeting(context)) return meetingNotFound(context)
    const query = withoutChecksum(request.rawQuery, params.get('checksum') ?? '')
    const checksum = hashText('sha256', `join${query}${NODE_SECRET}`)
    return redirect(
      `http://${request.headers['host'] ?? ''}${NODE_PATH}/bigbluebutton/api/join?${query}&checksum=${checksum}`,
    )
  },
}

const missingMeetingID = () => fail('missingParamMeetingID', 'You must specify a meeting ID for the meeting.')

/** From the balancer's own database: newest first, one matching metadata key is enough, no paging. */
const getRecordings: Call = {
  methods: ['GET'],
  checksum: 'api',
  answer({ world, params }) {
    const meetingIDs = listOf(params.get('meetingID'))
    const recordIDs = listOf(params.get('recordID'))
    if (!meetingIDs && !recordIDs && !world.settings.allowFetchAllRecordings) {
      return fail('missingParameters', 'param meetingID or recordID must be included.')
    }
    const metadata = new Map([...metadataOf(params)].map(([key, value]) => [key, listOf(value) ?? [value]]))
    const states = listOf(params.get('state'))
    const found = selectRecordings(world.recordings.all(), {
      meetingIDs,
      recordIDs,
      states,
      metadata,
      anyMetadata: true,
    }).sort((a, b) => b.startTime - a.startTime)
    const list = parentElement(
      'recordings',
      found.map((recording) => recordingElement(recording, world.random)),
    )
    if (found.length > 0) return succeed([list], 'recordings')
    const nothing = messageElements('noRecordings', 'There are not recordings for the meetings')
    return succeed([list, ...nothing], 'recordings')
  },
}

function recordingElement(recording: Recording, random: RandomBytes): XmlElement {
  const metadata = [...recording.metadata]
    .filter(([key]) => key !== 'isBreakout')
    .map(([key, value]) => ({ ...textElement(key, value), cdata: value === '' }))
  return parentElement('recording', [
    textElement('recordID', recording.recordID),
    textElement('meetingID', recording.meetingID),
    textElement('internalMeetingID', recording.recordID),
    textElement('name', recording.name),
    textElement('published', recording.state === 'published'),
    recording.protected === undefined ? undefined : textElement('protected', recording.protected),
    textElement('state', recording.state),
    textElement('startTime', recording.startTime),
    textElement('endTime', recording.endTime),
    recording.participants === undefined ? undefined : textElement('participants', recording.participants),
    parentElement('metadata', metadata),
    parentElement(
      'playback',
      recording.formats.map(({ type, url, length, processingTime, images }) =>
        parentElement('format', [
          textElement('type', type),
          textElement('url', recording.protected ? `${url}?token=${randomToken(random, 32)}` : url),
          textElement('length', length),
          textElement('processingTime', processingTime),
          images.length === 0
            ? undefined
            : parentElement('preview', [parentElement('images', images.map(imageElement))]),
        ]),
      ),
    ),
  ])
}

const imageElement = ({ url, alt, width, height }: Recording['formats'][number]['images'][number]): XmlElement => ({
  ...textElement('image', url),
  attributes: { alt, width: String(width), height: String(height) },
})

/** Unknown recordings are no failure: nothing was updated. `protect` is the balancer's own. */
const updateRecordingsHere: Call = {
  ...updateRecordings,
  answer(context) {
    if (!context.params.get('recordID')) return fail('missingParamRecordID', 'You must specify a recordID.')
    const recordings = namedRecordings(context)
    if (!Array.isArray(recordings)) return succeed([textElement('updated', false)])
    const protect = context.params.get('protect')
    if (protect && !context.pretend) for (const each of recordings) each.protected = protect.toLowerCase() === 'true'
    return updateRecordings.answer(context)
  },
}

const root: Call = {
  ...apiRoot,
  answer: (): Answer => succeed([textElement('version', '2.0'), textElement('build', '1.8.5')]),
}

/** Scalelite 1.8 in front of one node. */
export const scalelite: Profile = {
  ...bbb,
  name: 'scalelite',
  algorithms: ['sha1', 'sha256', 'sha512'],
  calls: {
    index: root,
    create: createOnNode,
    join: joinOnNode,
    end: API_CALLS.end,
    isMeetingRunning: API_CALLS.isMeetingRunning,
    getMeetingInfo: API_CALLS.getMeetingInfo,
    getMeetings: API_CALLS.getMeetings,
    insertDocument: API_CALLS.insertDocument,
    getRecordings,
    publishRecordings: API_CALLS.publishRecordings,
    updateRecordings: updateRecordingsHere,
    deleteRecordings: API_CALLS.deleteRecordings,
  },
  node: { path: NODE_PATH, secret: NODE_SECRET },
  unknownCall: () => fail('unsupportedRequest', 'This request is not supported.'),
  checksumFailed: () => fail('checksumError', 'You did not pass the checksum security check'),
  missing: (name, message) => (name === 'meetingID' ? missingMeetingID() : fail('validationError', message)),
  write: (answer) => ({
    body: write(answer),
    contentType: 'text/xml;charset=utf-8',
    status: answer.status ?? 200,
  }),
}
