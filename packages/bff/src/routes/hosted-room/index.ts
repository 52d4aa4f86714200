import type { BffConfig } from '../../config/bff-config.ts'
import { answerLaunchFailure } from '../launch/launch.handlers.ts'
import { onlyNavigations } from '../launch/only-navigations.ts'
import { createRouter } from '../router.ts'
import { createHostedRoomHandlers, type HostedRoomVerbs } from './hosted-room.handlers.ts'
import { enterRoomRoute, hostedRoomRoute } from './hosted-room.routes.ts'

/** A page of ours for people whose site has none. Failures are pages too. */
export function hostedRoomRoutes(config: Pick<BffConfig, 'baseUrl'>, verbs: HostedRoomVerbs) {
  const { show, enter } = createHostedRoomHandlers(config, verbs)
  const router = createRouter()
  router.onError(answerLaunchFailure)
  router.post('/r/:room', onlyNavigations)
  return router.openapi(hostedRoomRoute, show).openapi(enterRoomRoute, enter)
}
