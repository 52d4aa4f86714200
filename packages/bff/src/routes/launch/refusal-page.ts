import type { FailureCode } from '@bbb-room/bff-api'
import { staticPage, type StaticPage, type StaticPageText } from '../static-page.ts'

const again = 'Close this tab, go back to the page you came from and press the button again.'

/** What somebody reads whose click led nowhere: what happened, and what to do. No script, no data. */
export function refusalPage(code: FailureCode, frameAncestors: readonly string[]): StaticPage {
  return staticPage(textsOf(code), frameAncestors)
}

function textsOf(code: FailureCode): StaticPageText {
  switch (code) {
    case 'TICKET_EXPIRED':
      return { title: 'That took too long', text: again, look: 'wait' }
    case 'TICKET_USED':
      return { title: 'This way in has been used already', text: again, look: 'wait' }
    case 'MEETING_REPLACED':
      return { title: 'The meeting was started anew', text: again, look: 'wait' }
    case 'NOT_ALLOWED':
      return {
        title: 'You cannot enter now',
        text: 'Something changed since you pressed the button. Go back to the page you came from: it shows what you can do.',
      }
    case 'SIGN_IN_FAILED':
      return {
        title: 'The sign-in was not completed',
        text: 'Nothing was lost. Go back to the page of the room and sign in again there, in one tab.',
      }
    case 'NOT_FOUND':
      return {
        title: 'This is not there any more',
        text: 'Go back to the page you came from and load it again.',
      }
    case 'ORIGIN_NOT_ALLOWED':
      return {
        title: 'This page cannot open the meeting',
        text: 'Open the page of your course or organisation and press the button there.',
      }
    case 'BBB_UNAVAILABLE':
    case 'BBB_SECRET_REFUSED':
    case 'BBB_REFUSED':
    case 'SIGN_IN_UNAVAILABLE':
    case 'STORE_UNAVAILABLE':
    case 'OVERLOADED':
    case 'RATE_LIMITED':
      return { title: 'The service is busy', text: `Wait a moment. ${again}`, look: 'wait' }
    default:
      return { title: 'This did not work', text: again, look: 'wait' }
  }
}
