import type { RouteHandler } from '@hono/zod-openapi'
import { tenantBaseUrl, type BffConfig } from '../../config/bff-config.ts'
import type { BffEnv } from '../../bff-env.ts'
import type { hostedRoomRoute } from './hosted-room.routes.ts'
import { roomPage, roomPagePolicy } from './room-page.ts'
import { roomPageTexts } from './room-page-texts.ts'

export function createHostedRoomHandlers(config: Pick<BffConfig, 'baseUrl'>) {
  const show: RouteHandler<typeof hostedRoomRoute, BffEnv> = (c) => {
    const tenant = c.get('tenant')
    const page = roomPage({
      texts: roomPageTexts(c.req.header('Accept-Language')),
      endpoint: tenantBaseUrl(config, tenant.id),
      room: c.req.valid('param').room,
      elementUrl: `${config.baseUrl}/element/bbb-room.js`,
      offersSignIn: tenant.signIn !== undefined,
    })
    return c.html(page, 200, {
      'Content-Security-Policy': roomPagePolicy({
        formOrigins: [
          ...new Set([new URL(tenant.bbb.baseUrl).origin, ...tenant.frameOrigins, ...tenant.playbackOrigins]),
        ],
        frameOrigins: tenant.display.mode === 'frame' ? [...tenant.frameOrigins] : [],
      }),
      // The launch has to see which page a form comes from, which `no-referrer` would hide.
      'Referrer-Policy': 'same-origin',
      Vary: 'Accept-Language',
    })
  }
  return { show }
}
