import { fail, messageElements, type PlainAnswer, redirect, succeed, type XmlAnswer } from '../answer.ts'
import { cookieOf } from '../http/read-request.ts'
import { guestStatusOf } from '../meetings/guest-status.ts'
import { attendeesOf, type Meeting, type Role, type Session } from '../meetings/meeting.ts'
import { childText, textElement } from '../xml/element.ts'
import { type Call, type CallContext, isTrue } from './call.ts'
import { findMeeting } from './find-meeting.ts'
import { sessionCookie } from '../http/session-cookie.ts'

/** Brings a person in: registers them, sets the session cookie and sends their browser to the client. */
export const join: Call = {
  methods: ['GET'],
  checksum: 'api',
  answer(context) {
    const { params, world } = context
    const meeting = findMeeting(context)
    const role = roleOf(params, meeting)
    const problem = joinProblem(context, meeting, role)
    if (problem) return isAlwaysXml(problem) ? problem : answerFailure(context, meeting, problem)
    if (!meeting || !role) return fail('invalidMeetingIdentifier', 'A meeting with that ID does not exist')

    const session = world.meetings.register(meeting, {
      fullName: fullNameOf(params),
      role,
      userID: params.get('userID') || undefined,
      guest: isTrue(params.get('guest')),
      guestStatus: guestStatusFor(context, meeting, role),
      logoutURL: params.get('logoutURL') || undefined,
      userdata: userdataOf(params),
      bot: isTrue(params.get('bot')),
      cookie: cookieOf(context.request, 'JSESSIONID'),
    })
    return answerSuccess(context, meeting, session)
  },
}

function joinProblem(
  context: CallContext,
  meeting: Meeting | undefined,
  role: Role | undefined,
): XmlAnswer | undefined {
  const { params, world } = context
  if (!params.get('meetingID')) {
    return world.profile.missing('meetingID', 'You must specify a meeting ID for the meeting.')
  }
  if (!fullNameOf(params)) return fail('missingParamFullName', 'You must provide your name')
  if (!params.get('role') && !params.get('password')) return fail('Params required', 'You must enter a valid password')
  if (!meeting) return fail('invalidMeetingIdentifier', 'A meeting with that ID does not exist')
  if (!role) {
    return params.get('password')
      ? fail(
          'invalidPassword',
          'You either did not supply a password or the password supplied is neither the attendee or moderator password for this conference.',
        )
      : fail('Params required', 'You must enter a valid password')
  }
  const createTime = params.get('createTime')
  if (createTime && createTime !== String(meeting.createTime)) {
    const message = 'The createTime parameter submitted mismatches with the current meeting.'
    return fail('mismatchCreateTimeParam', message)
  }
  if (guestStatusFor(context, meeting, role) === 'DENY') {
    const message = "You have been denied access to this meeting based on the meeting's guest policy"
    return fail('guestDeniedAccess', message)
  }
  if (isFull(meeting, params.get('userID'))) {
    const message = 'The number of participants allowed for this meeting has been reached.'
    return fail('maxParticipantsReached', message)
  }
  return undefined
}

const isAlwaysXml = (problem: XmlAnswer) =>
  ['Params required', 'invalidPassword'].includes(childText(problem.root, 'messageKey') ?? '')

/** `role` wins over `password`. */
function roleOf(params: ReadonlyMap<string, string>, meeting: Meeting | undefined): Role | undefined {
  const role = params.get('role')?.toUpperCase()
  if (role === 'MODERATOR' || role === 'VIEWER') return role
  const password = params.get('password')
  if (!meeting || !password) return undefined
  if (password === meeting.moderatorPW) return 'MODERATOR'
  return password === meeting.attendeePW ? 'VIEWER' : undefined
}

function fullNameOf(params: ReadonlyMap<string, string>): string {
  return params.get('fullName') || [params.get('firstName'), params.get('lastName')].filter(Boolean).join(' ')
}

function guestStatusFor({ params, world }: CallContext, meeting: Meeting, role: Role) {
  const sent = params.get('guest')
  const guest = sent ? isTrue(sent) : undefined
  return guestStatusOf({ role, guest }, meeting.guestPolicy, world.settings.authenticatedGuest)
}

/** Counts different people; those inside may come again. */
function isFull(meeting: Meeting, userID: string | undefined): boolean {
  if (meeting.maxParticipants === 0) return false
  const expected = meeting.sessions.filter(
    ({ presence, guestStatus, bot }) => presence === 'registered' && guestStatus === 'ALLOW' && !bot,
  )
  const people = new Set([...attendeesOf(meeting), ...expected].map((session) => session.userID))
  return people.size >= meeting.maxParticipants && !(userID && people.has(userID))
}

/** `userdata-NAME`; a name with a further hyphen is dropped without a word. */
function userdataOf(params: ReadonlyMap<string, string>): Map<string, string> | undefined {
  const sent = [...params].filter(([name]) => name.startsWith('userdata-'))
  if (sent.length === 0) return undefined
  const usable = sent.map(([name, value]) => [name.split('-'), value] as const).filter(([parts]) => parts.length === 2)
  return new Map(usable.map(([[, name = ''], value]) => [name, value]))
}

function answerSuccess(context: CallContext, meeting: Meeting, session: Session): XmlAnswer | PlainAnswer {
  const { params, request, world } = context
  const isWaiting = session.guestStatus === 'WAIT'
  const page = isWaiting ? 'guestWait' : ''
  const url = `http://${request.headers['host'] ?? ''}/html5client/${page}?sessionToken=${session.sessionToken}`
  const headers = { 'Set-Cookie': sessionCookie(session.cookie, world.settings.cookieAttributes) }
  if (params.get('redirect')?.toLowerCase() !== 'false') return redirect(url, headers)

  const [messageKey, message] = isWaiting
    ? ['guestWait', 'Guest waiting for approval to join meeting.']
    : ['successfullyJoined', 'You have joined successfully.']
  const answer = succeed(
    [
      ...messageElements(messageKey, message),
      textElement('meeting_id', meeting.internalMeetingID),
      textElement('user_id', session.internalUserID),
      textElement('auth_token', session.authToken),
      textElement('session_token', session.sessionToken),
      textElement('guestStatus', session.guestStatus),
      textElement('url', url),
    ],
    'crlfTemplate',
  )
  return { ...answer, headers }
}

function answerFailure(
  context: CallContext,
  meeting: Meeting | undefined,
  problem: XmlAnswer,
): XmlAnswer | PlainAnswer {
  const { params, world } = context
  const wantsXml = params.get('redirect')?.toLowerCase() === 'false' && !world.quirks.has('join-always-redirects')
  if (wantsXml) return problem
  const target =
    params.get('errorRedirectUrl') ||
    params.get('logoutURL') ||
    meeting?.logoutURL ||
    world.settings.defaultLogoutURL ||
    `${world.origin()}/`
  const error = { message: childText(problem.root, 'message'), key: childText(problem.root, 'messageKey') }
  const errors = encodeURIComponent(JSON.stringify([error]))
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
  return redirect(`${target}${target.includes('?') ? '&' : '?'}errors=${errors}`)
}
