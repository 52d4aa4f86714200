import type { Recording, RecordingFormat } from '../recordings/recording.ts'
import { parentElement, textElement, type XmlElement } from '../xml/element.ts'
import { escapeMarkupAndQuotes } from '../xml/escape.ts'

/** Name and meeting id are escaped here already, and once more when written. */
const escapedTwice = (name: string, text: string) => textElement(name, escapeMarkupAndQuotes(text))

/** Times are unknown as long as the server works on the recording. */
const timeOf = (recording: Recording, time: number) => (recording.state === 'processing' ? 0 : time)

const selfClosed = (element: XmlElement): XmlElement => ({ ...element, selfClosedWhenEmpty: true })

/** What getRecordings says of one recording, in the server's order. */
export function recordingElement(recording: Recording): XmlElement {
  const { breakout, breakoutRooms, internalMeetingID, participants, state } = recording
  const metadata = [...recording.metadata].map(([key, value]) => selfClosed(textElement(key, value)))
  return parentElement('recording', [
    textElement('recordID', recording.recordID),
    escapedTwice('meetingID', recording.meetingID),
    internalMeetingID === undefined ? undefined : textElement('internalMeetingID', internalMeetingID),
    escapedTwice('name', recording.name),
    textElement('isBreakout', recording.isBreakout),
    textElement('published', state === 'published'),
    textElement('state', state),
    textElement('startTime', timeOf(recording, recording.startTime)),
    textElement('endTime', timeOf(recording, recording.endTime)),
    participants === undefined ? undefined : textElement('participants', participants),
    textElement('rawSize', recording.rawSize),
    selfClosed(parentElement('metadata', metadata)),
    breakout &&
      parentElement('breakout', [
        textElement('parentId', breakout.parentId),
        textElement('sequence', breakout.sequence),
        textElement('freeJoin', breakout.freeJoin),
      ]),
    breakoutRooms.length === 0
      ? undefined
      : parentElement(
          'breakoutRooms',
          breakoutRooms.map((id) => textElement('breakoutRoom', id)),
        ),
    textElement('size', recording.size),
    parentElement('playback', recording.formats.map(formatElement)),
    textElement('data', ''),
  ])
}

function formatElement(format: RecordingFormat): XmlElement {
  return parentElement('format', [
    textElement('type', format.type),
    textElement('url', format.url),
    textElement('processingTime', format.processingTime),
    textElement('length', format.length),
    textElement('size', format.size),
    format.images.length === 0 ? undefined : previewElement(format),
  ])
}

function previewElement({ images }: RecordingFormat): XmlElement {
  const items = images.map(({ alt, height, width, url }) => ({
    ...textElement('image', url),
    attributes: { alt, height: String(height), width: String(width) },
  }))
  return parentElement('preview', [parentElement('images', items)])
}
