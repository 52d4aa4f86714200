import type { FailureCode } from '@bbb-room/bff-api'
import type { PageLanguage } from '../page-texts/page-language.ts'
import type { Notice } from '../page-texts/page-texts.ts'
import { staticPage, type StaticPage } from '../static-page.ts'

/** What somebody reads whose click led nowhere: what happened, and what to do. No script, no data. */
export function refusalPage(code: FailureCode, language: PageLanguage, frameAncestors: readonly string[]): StaticPage {
  return staticPage({ ...language, notice: noticeOf(code) }, frameAncestors)
}

function noticeOf(code: FailureCode): Notice {
  switch (code) {
    case 'TICKET_EXPIRED':
      return 'expired'
    case 'TICKET_USED':
      return 'used'
    case 'MEETING_REPLACED':
      return 'replaced'
    case 'NOT_ALLOWED':
      return 'changed'
    case 'SIGN_IN_FAILED':
      return 'signIn'
    case 'NOT_FOUND':
      return 'gone'
    case 'ORIGIN_NOT_ALLOWED':
      return 'elsewhere'
    case 'BBB_UNAVAILABLE':
    case 'BBB_SECRET_REFUSED':
    case 'BBB_REFUSED':
    case 'SIGN_IN_UNAVAILABLE':
    case 'STORE_UNAVAILABLE':
    case 'OVERLOADED':
    case 'RATE_LIMITED':
      return 'busy'
    default:
      return 'failed'
  }
}
