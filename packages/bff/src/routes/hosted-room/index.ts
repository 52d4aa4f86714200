import type { BffConfig } from '../../config/bff-config.ts'
import { createRouter } from '../router.ts'
import { createHostedRoomHandlers } from './hosted-room.handlers.ts'
import { hostedRoomRoute } from './hosted-room.routes.ts'

/** A page of ours for people whose site has none. */
export function hostedRoomRoutes(config: Pick<BffConfig, 'baseUrl'>) {
  return createRouter().openapi(hostedRoomRoute, createHostedRoomHandlers(config).show)
}
