import { type Answer, fail, failWithErrors, messageElements, succeed } from '../answer.ts'
import { mediaType } from '../http/read-request.ts'
import { createDateOf } from '../meetings/create-date.ts'
import { hasUserJoined, type Meeting } from '../meetings/meeting.ts'
import { newMeeting } from '../meetings/new-meeting.ts'
import { randomPassword } from '../random-text.ts'
import { textElement } from '../xml/element.ts'
import type { Call, CallContext } from './call.ts'
import { createProblem } from './create-problem.ts'
import { readDocuments } from './read-documents.ts'

/** Makes a meeting, or says that it exists. */
export const create: Call = {
  methods: ['GET', 'POST'],
  checksum: 'api',
  contentTypes: ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/xml', 'application/xml'],
  answer(context) {
    const problem = createProblem(context)
    if (problem) return problem
    const { world, request } = context
    const params = withOwnMeetingEndedURL(context, withGeneratedPassword(context))

    const isXml = ['text/xml', 'application/xml'].includes(mediaType(request.contentType))
    const meeting = newMeeting(params, {
      random: world.random,
      createTime: world.meetings.nextCreateTime(params.get('meetingID') ?? ''),
      dialNumber: world.settings.dialNumber,
      documents: isXml ? readDocuments(request.body.toString('utf8')) : [],
    })
    const existing = world.meetings.get(meeting.meetingID)
    if (existing) return answerRepeated(existing, params, context)

    const bridge = params.get('voiceBridge')
    if (bridge && world.meetings.all().some(({ voiceBridge }) => voiceBridge === bridge)) {
      return failWithErrors([{ key: 'nonUniqueVoiceBridge', message: 'The selected voice bridge is already in use.' }])
    }
    world.meetings.add(meeting)
    return describe(meeting, context, '', '')
  },
}

/** Balancers that need a moderator password make one up; older ones at every create, so that it never matches again. */
function withGeneratedPassword({ world, params }: CallContext): ReadonlyMap<string, string> {
  if (!world.quirks.has('new-password-per-create') || params.get('moderatorPW')) return params
  return new Map([...params, ['moderatorPW', randomPassword(world.random)]])
}

/** What such a balancer is told itself is of no interest here. */
function withOwnMeetingEndedURL({ world }: CallContext, params: ReadonlyMap<string, string>) {
  if (!world.quirks.has('own-meeting-ended-url')) return params
  return new Map([...params].filter(([name]) => name !== 'meetingEndedURL'))
}

/** Both passwords equal, or neither sent: the meeting as it is, all else ignored. Anything other is a conflict. */
function answerRepeated(existing: Meeting, params: ReadonlyMap<string, string>, context: CallContext): Answer {
  const attendeePW = params.get('attendeePW') || undefined
  const moderatorPW = params.get('moderatorPW') || undefined
  const sendsNone = attendeePW === undefined && moderatorPW === undefined
  const sendsBoth = attendeePW === existing.attendeePW && moderatorPW === existing.moderatorPW
  if (!sendsNone && !sendsBoth) {
    const message = 'A meeting already exists with that meeting ID. Please use a different meeting ID.'
    return fail('idNotUnique', message)
  }
  const message = 'This conference was already in existence and may currently be in progress.'
  return describe(existing, context, 'duplicateWarning', message)
}

function describe(meeting: Meeting, { world }: CallContext, messageKey: string, message: string): Answer {
  const hidesPasswords = world.quirks.has('no-passwords')
  return succeed([
    textElement('meetingID', meeting.meetingID),
    textElement('internalMeetingID', meeting.internalMeetingID),
    textElement('parentMeetingID', meeting.breakout?.parentMeetingID ?? 'bbb-none'),
    hidesPasswords ? undefined : textElement('attendeePW', meeting.attendeePW),
    hidesPasswords ? undefined : textElement('moderatorPW', meeting.moderatorPW),
    textElement('createTime', meeting.createTime),
    textElement('voiceBridge', meeting.voiceBridge),
    textElement('dialNumber', meeting.dialNumber),
    textElement('createDate', createDateOf(meeting.createTime)),
    textElement('hasUserJoined', hasUserJoined(meeting)),
    textElement('duration', meeting.duration),
    textElement('hasBeenForciblyEnded', false),
    ...messageElements(messageKey, message),
  ])
}
