import type { Answer, XmlAnswer } from '../answer.ts'
import { API_CALLS } from '../calls/registry.ts'
import { childText, parentElement, textElement } from '../xml/element.ts'
import { escapeLikeGo } from '../xml/escape.ts'
import { writeOneLine } from '../xml/write-one-line.ts'
import { bbb } from './bbb.ts'
import { withFirst } from './move-first.ts'
import type { Profile } from './profile.ts'

const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n'

function serverError(message: string): Answer {
  const children = [
    textElement('returncode', 'ERROR'),
    textElement('message', message),
    textElement('messageKey', 'b3scale_server_error'),
  ]
  return { kind: 'xml', producer: 'template', root: parentElement('response', children) }
}

function write({ root, status }: XmlAnswer) {
  const hasFailed = childText(root, 'returncode') !== 'SUCCESS'
  const ordered = withFirst(root, ['returncode', 'message', 'messageKey'])
  return {
    body: PROLOG + writeOneLine(ordered, escapeLikeGo),
    contentType: 'application/xml; charset=UTF-8',
    status: status ?? (hasFailed ? 500 : 200),
  }
}

/** b3scale with one front end. */
export const b3scale: Profile = {
  ...bbb,
  name: 'b3scale',
  basePath: '/bbb/frontend/',
  algorithms: ['sha1', 'sha256'],
  calls: {
    index: API_CALLS.index,
    create: API_CALLS.create,
    join: API_CALLS.join,
    isMeetingRunning: API_CALLS.isMeetingRunning,
    end: API_CALLS.end,
    getMeetingInfo: API_CALLS.getMeetingInfo,
    getMeetings: API_CALLS.getMeetings,
    getRecordings: API_CALLS.getRecordings,
    publishRecordings: API_CALLS.publishRecordings,
    deleteRecordings: API_CALLS.deleteRecordings,
    updateRecordings: API_CALLS.updateRecordings,
    getRecordingTextTracks: API_CALLS.getRecordingTextTracks,
    putRecordingTextTrack: API_CALLS.putRecordingTextTrack,
  },
  unknownCall: (callName) => serverError(`unknown resource "${callName}"`),
  write,
}
