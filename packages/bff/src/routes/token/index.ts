import { createRouter } from '../router.ts'
import { createTokenHandlers, type TokenVerbs } from './token.handlers.ts'
import { tokenRoute } from './token.routes.ts'

/** Access tokens that the BFF signs itself. */
export function tokenRoutes(verbs: TokenVerbs) {
  return createRouter().openapi(tokenRoute, createTokenHandlers(verbs).token)
}
