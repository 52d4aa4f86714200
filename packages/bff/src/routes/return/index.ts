import { createRouter } from '../router.ts'
import { returnHandler } from './return.handlers.ts'
import { returnRoute } from './return.routes.ts'

/** Where people land after a meeting. */
export function returnRoutes() {
  return createRouter().openapi(returnRoute, returnHandler)
}
