import { fail, nginxPage, type XmlAnswer } from '../answer.ts'
import { API_CALLS, HOOK_CALLS, SESSION_CALLS } from '../calls/registry.ts'
import { ALL_ALGORITHMS } from '../checksum.ts'
import { writeLines } from '../xml/write-lines.ts'
import { writeOneLine } from '../xml/write-one-line.ts'
import { writeRecordings } from '../xml/write-recordings.ts'
import type { Profile } from './profile.ts'

/** The text of a document as BigBlueButton's own parts lay it out. */
export function writeLikeBbb({ producer, root }: XmlAnswer): string {
  switch (producer) {
    case 'template':
      return writeLines(root)
    case 'crlfTemplate':
      return writeLines(root).replaceAll('\n', '\r\n')
    case 'recordings':
      return writeRecordings(root)
    case 'fixed':
    case 'hooks':
      return writeOneLine(root)
  }
}

/** BigBlueButton 3.0 itself. */
export const bbb: Profile = {
  name: 'bbb',
  basePath: '/bigbluebutton/',
  algorithms: ALL_ALGORITHMS,
  formBodies: 'unsigned',
  longestMeetingID: 256,
  calls: { ...API_CALLS, ...SESSION_CALLS, ...HOOK_CALLS },
  node: undefined,
  unknownCall: () => nginxPage(404),
  checksumFailed: (verdict) =>
    fail('checksumError', verdict === 'missing' ? 'You must provide the checksum' : 'Checksums do not match'),
  missing: (_name, message) => fail('validationError', message),
  recordIdOf: (_random, internalMeetingID) => internalMeetingID,
  reportedMeetingID: (meetingID) => meetingID,
  write: (answer) => ({
    body: writeLikeBbb(answer),
    contentType: 'text/xml;charset=utf-8',
    status: answer.status ?? 200,
  }),
}
