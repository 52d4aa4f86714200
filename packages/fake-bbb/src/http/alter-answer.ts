import type { Answer } from '../answer.ts'
import type { Fault } from '../faults.ts'
import { internalIdOf } from '../meetings/new-meeting.ts'
import { parentElement, textElement, type XmlElement } from '../xml/element.ts'

/** What faults of meaning make of a right answer; the others leave it alone. */
export function alterAnswer(answer: Answer, fault: Fault, now: number): Answer {
  if (answer.kind !== 'xml') return answer
  switch (fault.kind) {
    case 'answerForAnother':
      return { ...answer, root: renamed(answer.root, fault.meetingID, now) }
    case 'duplicates':
      return { ...answer, root: mapLists(answer.root, (items) => [...items, ...items]) }
    case 'foreignRecordings':
      return { ...answer, root: mapLists(answer.root, (items) => [...items, foreignRecording(now)]) }
    default:
      return answer
  }
}

/** Ids right below the root, and those of listed meetings and recordings, become another meeting's. */
function renamed(element: XmlElement, meetingID: string, now: number): XmlElement {
  if (typeof element.content === 'string') {
    if (element.name === 'meetingID') return textElement('meetingID', meetingID)
    const isInternal =
      element.name === 'internalMeetingID' || element.name === 'meeting_id' || element.name === 'recordID'
    if (!isInternal) return element
    const createTime = Number(element.content.slice(element.content.lastIndexOf('-') + 1)) || now
    return textElement(element.name, internalIdOf(meetingID, createTime))
  }
  if (element.name === 'metadata' || element.name === 'attendees') return element
  return { ...element, content: element.content.map((child) => renamed(child, meetingID, now)) }
}

function mapLists(root: XmlElement, change: (items: readonly XmlElement[]) => XmlElement[]): XmlElement {
  if (typeof root.content === 'string') return root
  const isList = ({ name }: XmlElement) => name === 'recordings' || name === 'meetings'
  return {
    ...root,
    content: root.content.map((child) =>
      isList(child) && typeof child.content !== 'string' ? { ...child, content: change(child.content) } : child,
    ),
  }
}

function foreignRecording(now: number): XmlElement {
  const meetingID = 'somebody-elses-room'
  const recordID = internalIdOf(meetingID, now)
  return parentElement('recording', [
    textElement('recordID', recordID),
    textElement('meetingID', meetingID),
    textElement('internalMeetingID', recordID),
    textElement('name', "Somebody else's room"),
    textElement('isBreakout', false),
    textElement('published', true),
    textElement('state', 'published'),
    textElement('startTime', now),
    textElement('endTime', now + 60_000),
    textElement('participants', 2),
    parentElement('metadata', [textElement('meetingId', meetingID)]),
    parentElement('playback', []),
    textElement('data', ''),
  ])
}
