import type { ReturnMessage } from '@bbb-room/bff-api'
import { parseJoinErrors } from '@bbb-room/core'

const reasons: Readonly<Record<string, ReturnMessage['reason']>> = {
  maxParticipantsReached: 'full',
  guestDeny: 'denied',
  guestDeniedAccess: 'denied',
  guestInvalid: 'denied',
  meetingForciblyEnded: 'ended',
  invalidMeetingIdentifier: 'ended',
  mismatchCreateTimeParam: 'ended',
  mismatchCreateTime: 'ended',
  userEjected: 'kicked',
  userBanned: 'kicked',
}

/**
 * Why BBB sent somebody to the return page. Its texts are untrusted and never shown: only its keys are read.
 * @param address as the browser asked for it
 * @see https://docs.bigbluebutton.org/development/api/#join
 */
export function returnReason(address: string): ReturnMessage['reason'] {
  const [error] = parseJoinErrors(address)
  if (error === undefined) return 'left'
  return Object.hasOwn(reasons, error.key) ? (reasons[error.key] ?? 'failed') : 'failed'
}
