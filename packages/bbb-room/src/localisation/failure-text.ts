import type { RoomError } from '../room-error.ts'
import type { Messages } from './en.ts'
import { fill } from './fill.ts'

/**
 * What a person reads of a failure: what happened, and what to do.
 * @param isRetried whether it is tried again without them
 */
export const failureText = (
  { code, facts }: RoomError,
  t: Messages,
  isRetried = false,
): [title: string, fix: string] => {
  switch (code) {
    case 'OFFLINE':
      return [t.offlineTitle, isRetried ? t.offlineText : t.offlinePress]
    case 'BFF_UNREACHABLE':
    case 'BBB_UNAVAILABLE':
    case 'STORE_UNAVAILABLE':
      return [t.unreachableTitle, isRetried ? t.unreachableText : t.waitAndPress]
    case 'TOKEN_UNAVAILABLE':
    case 'TOKEN_MISSING':
    case 'TOKEN_INVALID':
    case 'TOKEN_EXPIRED':
      return [t.signInTitle, t.signInText]
    case 'NOT_FOUND':
      return [t.notFoundTitle, t.notFoundText]
    case 'CONFIG_INVALID':
    case 'PAGE_POLICY':
      return [t.configTitle, fill(t.configText, { fix: facts.fix ?? '' })]
    case 'FRAME_SILENT':
      return [t.frameSilent, t.openInTab]
    case 'ORIGIN_NOT_ALLOWED':
      return [t.configTitle, fill(t.originText, { fix: location.origin })]
    case 'RATE_LIMITED':
    case 'OVERLOADED':
      return [t.busyTitle, isRetried ? t.busyText : t.waitAndPress]
    case 'CAPTIONS_INVALID':
      return [t.captionsInvalid, facts.details?.slice(0, 3).join('. ') ?? '']
    default:
      return [t.wrongTitle, t.wrongText]
  }
}
