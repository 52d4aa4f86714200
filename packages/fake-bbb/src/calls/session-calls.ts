import { json, type JsonAnswer, plainText, succeed } from '../answer.ts'
import { hashText } from '../checksum.ts'
import { authorizedSession } from '../http/authorized-session.ts'
import type { BbbRequest } from '../http/read-request.ts'
import type { World } from '../world.ts'
import type { Call, CallContext } from './call.ts'

const sessionCall = (answer: Call['answer']): Call => ({ methods: ['GET'], checksum: 'none', answer })

const noSession = ({ params }: CallContext, message: string) =>
  json('builder', { returncode: 'FAILED', message, sessionToken: params.get('sessionToken') ?? '' })

/** A join URL for a second session of someone who is in the room. */
export const getJoinUrl = sessionCall((context) => {
  const { world, request, params } = context
  const found = authorizedSession(world, request)
  if (found?.session.presence !== 'present') return noSession(context, 'Invalid session token')
  const { meeting, session } = found
  const query = new URLSearchParams([
    ['redirect', 'true'],
    ['existingUserID', session.internalUserID],
    ['role', session.role],
    ['fullName', session.fullName],
    ['userID', session.userID],
    ['meetingID', meeting.meetingID],
    ...['sessionName', 'enforceLayout', 'replaceSession'].flatMap((name) => {
      const value = params.get(name)
      return value ? [[name, value] as [string, string]] : []
    }),
  ])
  const signed = `&${query.toString()}`
  const checksum = hashText('sha1', `join${signed}${world.secrets[0] ?? ''}`)
  const url = `${world.origin()}${world.profile.basePath}api/join?${signed}&checksum=${checksum}`
  return json('builder', { returncode: 'SUCCESS', message: 'Join URL provided successfully.', url })
})

/** What the client of 2.x asked when it started. */
export const enter = sessionCall((context) => {
  const { world, request } = context
  const found = authorizedSession(world, request)
  if (!found || found.session.guestStatus !== 'ALLOW') return noSession(context, 'Could not find conference.')
  const { meeting, session } = found
  return json('builder', {
    returncode: 'SUCCESS',
    fullname: session.fullName,
    confname: meeting.name,
    meetingID: meeting.internalMeetingID,
    externMeetingID: meeting.meetingID,
    externUserID: session.userID,
    internalUserID: session.internalUserID,
    authToken: session.authToken,
    role: session.role,
    guest: session.guest,
    guestStatus: session.guestStatus,
    record: String(meeting.record),
    isBreakout: meeting.breakout !== undefined,
    logoutUrl: session.logoutURL ?? meeting.logoutURL ?? '',
    customdata: [...(session.userdata ?? [])].map(([name, value]) => ({ [name]: value })),
    metadata: [...meeting.metadata].map(([name, value]) => ({ [name]: value })),
  })
})

/** Where a guest in the lobby stands. */
export const guestWait = sessionCall(({ world, request }) => guestStatusAnswer(world, request))

/** What the lobby hears when it asks; asking keeps the guest waiting. */
export function guestStatusAnswer(world: World, request: BbbRequest): JsonAnswer {
  const found = authorizedSession(world, request)
  if (!found || found.meeting.endTime > 0) {
    const sessionToken = request.params.get('sessionToken') ?? ''
    return json('builder', { returncode: 'FAILED', message: 'Could not find conference.', sessionToken })
  }
  const { meeting, session } = found
  world.meetings.poll(session)
  if (session.guestStatus === 'DENY') {
    return json('builder', {
      returncode: 'FAILED',
      messageKey: 'guestDeny',
      message: 'Guest denied to join meeting.',
      lobbyMessage: '',
      url: session.logoutURL ?? meeting.logoutURL ?? `${world.origin()}/`,
    })
  }
  const isWaiting = session.guestStatus === 'WAIT'
  const page = isWaiting ? 'guestWait' : ''
  return json('builder', {
    returncode: 'SUCCESS',
    messageKey: isWaiting ? 'guestWait' : 'successfullyJoined',
    message: isWaiting ? 'Guest waiting for approval to join meeting.' : 'You have joined successfully.',
    meeting_id: meeting.internalMeetingID,
    user_id: session.internalUserID,
    auth_token: session.authToken,
    session_token: session.sessionToken,
    guestStatus: session.guestStatus,
    lobbyMessage: '',
    url: `http://${request.headers['host'] ?? ''}/html5client/${page}?sessionToken=${session.sessionToken}`,
  })
}

/** Ends one's own session. */
export const signOut = sessionCall(({ world, request }) => {
  const found = authorizedSession(world, request)
  if (found) world.meetings.leave(found.session)
  return succeed([], 'fixed')
})

/** Asked by the web server in front before it lets a browser have the client. */
export const checkAuthorization = sessionCall(({ world, request }) => {
  const isAuthorized = authorizedSession(world, request) !== undefined
  return plainText(isAuthorized ? 200 : 401, isAuthorized ? 'authorized' : 'unauthorized')
})
