import type { ReturnMessage } from '@bbb-room/bff-api'
import type { RouteHandler } from '@hono/zod-openapi'
import { returnReason } from '../../bbb/return-reason.ts'
import type { BffEnv } from '../../bff-env.ts'
import type { BffConfig } from '../../config/bff-config.ts'
import { staticPage, type StaticPageText } from '../static-page.ts'
import type { returnRoute } from './return.routes.ts'

/** Posts to the frame's parent and the tab's opener, each only if it is at one of the named origins. */
const script = `
const { room, reason, origins } = document.currentScript.dataset
for (const origin of origins.split(' ').filter(Boolean)) {
  for (const page of [window.parent, window.opener]) {
    if (page && page !== window) page.postMessage({ type: 'bbb-room-return', room, reason }, origin)
  }
}
`

const texts: Readonly<Record<ReturnMessage['reason'], StaticPageText>> = {
  left: { title: 'You have left the meeting', text: 'You can close this tab.', look: 'done' },
  ended: { title: 'The meeting is over', text: 'You can close this tab.', look: 'done' },
  kicked: { title: 'You were removed from the meeting', text: 'You can close this tab.' },
  full: { title: 'The meeting is full', text: 'Go back to the page you came from and try again later.', look: 'wait' },
  denied: { title: 'You were not admitted', text: 'Go back to the page you came from.' },
  failed: {
    title: 'This did not work',
    text: 'Go back to the page you came from and press the button again.',
    look: 'wait',
  },
}

/** The page that BBB leads to. It holds no data but the room's id, and speaks to registered pages and our own only. */
export function createReturnHandler({ baseUrl }: Pick<BffConfig, 'baseUrl'>): RouteHandler<typeof returnRoute, BffEnv> {
  return (c) => {
    const { room, origin } = c.req.valid('query')
    const pageOrigins = [...c.get('tenant').pageOrigins, baseUrl]
    const origins = origin === undefined ? pageOrigins : pageOrigins.filter((registered) => registered === origin)
    const reason = returnReason(c.req.url)
    const attributes = { room, reason, origins: origins.join(' ') }
    const page = staticPage(texts[reason], pageOrigins, { text: script, attributes })
    return c.html(page.html, 200, { 'Content-Security-Policy': page.contentSecurityPolicy })
  }
}
