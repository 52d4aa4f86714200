import { createRouter } from '../router.ts'
import { answerLaunchFailure, createLaunchHandlers, type LaunchVerbs } from './launch.handlers.ts'
import { launchRoute } from './launch.routes.ts'
import { onlyNavigations } from './only-navigations.ts'

/** The one place where a join or playback address leaves the BFF. */
export function launchRoutes(verbs: LaunchVerbs) {
  const router = createRouter()
  router.onError(answerLaunchFailure)
  router.post('/launch', onlyNavigations)
  return router.openapi(launchRoute, createLaunchHandlers(verbs).launchMeeting)
}
