import type { Meeting, Session } from '../meetings/meeting.ts'
import type { World } from '../world.ts'
import { type BbbRequest, cookieOf } from './read-request.ts'

/**
 * The session that a request of a browser belongs to: named by its token, proved by its cookie, unless the meeting was
 * made with `allowRequestsWithoutSession`.
 */
export function authorizedSession(
  world: World,
  request: BbbRequest,
): { readonly meeting: Meeting; readonly session: Session } | undefined {
  const found = world.meetings.findSession(request.params.get('sessionToken') ?? '')
  if (!found) return undefined
  const hasCookie = cookieOf(request, 'JSESSIONID') === found.session.cookie
  return hasCookie || found.meeting.allowRequestsWithoutSession ? found : undefined
}
