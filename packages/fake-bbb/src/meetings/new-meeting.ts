import { hashText } from '../checksum.ts'
import { isTrue, metadataOf } from '../calls/call.ts'
import { type RandomBytes, randomDigits, randomPassword } from '../random-text.ts'
import type { GuestPolicy, Meeting, MeetingDocument } from './meeting.ts'

/** What a new meeting is made of, beside the parameters of `create`. */
export interface NewMeetingPorts {
  readonly random: RandomBytes
  /** Epoch milliseconds. */
  readonly createTime: number
  readonly dialNumber: string
  readonly documents: readonly MeetingDocument[]
}

/** `sha1hex(meetingID)-createTime` */
export function internalIdOf(meetingID: string, createTime: number): string {
  return `${hashText('sha1', meetingID)}-${createTime}`
}

/** Makes a meeting from parameters that have been found valid. */
export function newMeeting(params: ReadonlyMap<string, string>, ports: NewMeetingPorts): Meeting {
  const { random, createTime, documents } = ports
  const number = (name: string, fallback: number) => Number(params.get(name) || fallback)
  const preUploaded = params.get('preUploadedPresentation')
  return {
    ...idsOf(params, createTime),
    name: params.get('name') ?? '',
    createTime,
    attendeePW: params.get('attendeePW') || randomPassword(random),
    moderatorPW: params.get('moderatorPW') || randomPassword(random),
    voiceBridge: params.get('voiceBridge') || randomDigits(random, 5),
    dialNumber: params.get('dialNumber') ?? ports.dialNumber,
    duration: number('duration', 0),
    maxParticipants: number('maxParticipants', 0),
    guestPolicy: (params.get('guestPolicy') || 'ALWAYS_ACCEPT') as GuestPolicy,
    record: isTrue(params.get('record')),
    autoStartRecording: isTrue(params.get('autoStartRecording')),
    allowStartStopRecording: params.get('allowStartStopRecording')?.toLowerCase() !== 'false',
    allowRequestsWithoutSession: isTrue(params.get('allowRequestsWithoutSession')),
    logoutURL: params.get('logoutURL') || undefined,
    meetingEndedURL: params.get('meetingEndedURL') || undefined,
    metadata: metadataOf(params),
    expireIfNoUserJoinedMinutes: number('meetingExpireIfNoUserJoinedInMinutes', 5),
    expireWhenLastUserLeftMinutes: Number(params.get('meetingExpireWhenLastUserLeftInMinutes') || 1),
    endWhenNoModeratorMinutes: isTrue(params.get('endWhenNoModerator'))
      ? number('endWhenNoModeratorDelayInMinutes', 1)
      : undefined,
    parameters: new Map([...params].filter(([name]) => name !== 'checksum')),
    documents: [
      ...documents,
      ...(preUploaded
        ? [{ url: preUploaded, filename: params.get('preUploadedPresentationName'), attributes: {}, inlineLength: 0 }]
        : []),
    ],
    chat: [],
    sessions: [],
    startTime: 0,
    endTime: 0,
    recordingMarks: false,
    isRecordingNow: false,
    lastUserLeftAt: undefined,
    lastModeratorLeftAt: undefined,
  }
}

/** A breakout room made by API: the id sent becomes the internal one, and the external one is computed. */
function idsOf(
  params: ReadonlyMap<string, string>,
  createTime: number,
): Pick<Meeting, 'meetingID' | 'internalMeetingID' | 'breakout'> {
  const sent = params.get('meetingID') ?? ''
  if (!isTrue(params.get('isBreakout'))) {
    return { meetingID: sent, internalMeetingID: internalIdOf(sent, createTime), breakout: undefined }
  }
  const parentMeetingID = params.get('parentMeetingID') ?? ''
  const sequence = Number(params.get('sequence') || 0)
  const timestamp = sent.slice(sent.lastIndexOf('-') + 1)
  return {
    meetingID: `${hashText('sha1', `${parentMeetingID}-${timestamp}-${sequence}`)}-${timestamp}`,
    internalMeetingID: sent,
    breakout: { parentMeetingID, sequence, freeJoin: isTrue(params.get('freeJoin')) },
  }
}
