import type { RouteHandler } from '@hono/zod-openapi'
import { returnReason } from '../../bbb/return-reason.ts'
import type { BffEnv } from '../../bff-env.ts'
import type { BffConfig } from '../../config/bff-config.ts'
import type { Addresses } from '../../domain/addresses.ts'
import { pageLanguage } from '../page-texts/page-language.ts'
import { staticPage } from '../static-page.ts'
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

/** The page that BBB leads to. It holds no data but the room's id, and speaks to registered pages and our own only. */
export function createReturnHandler(
  { baseUrl }: Pick<BffConfig, 'baseUrl'>,
  addresses: Pick<Addresses, 'hostedRoom'>,
): RouteHandler<typeof returnRoute, BffEnv> {
  return (c) => {
    const { room, origin } = c.req.valid('query')
    const tenant = c.get('tenant')
    const pageOrigins = [...tenant.pageOrigins, baseUrl]
    const origins = origin === undefined ? pageOrigins : pageOrigins.filter((registered) => registered === origin)
    const reason = returnReason(c.req.url)
    const attributes = { room, reason, origins: origins.join(' ') }
    const language = pageLanguage(c.req.header('Accept-Language'))
    // Only of our own page is it known where a room is.
    const link = { href: addresses.hostedRoom(tenant.id, room), text: language.texts.room.back }
    const page = staticPage({ ...language, notice: reason, ...(origin === baseUrl && { link }) }, pageOrigins, {
      text: script,
      attributes,
    })
    return c.html(page.html, 200, {
      'Content-Security-Policy': page.contentSecurityPolicy,
      Vary: 'Accept-Language',
    })
  }
}
