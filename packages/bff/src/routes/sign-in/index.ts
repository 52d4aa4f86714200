import { answerLaunchFailure } from '../launch/launch.handlers.ts'
import { onlyNavigations } from '../launch/only-navigations.ts'
import { createRouter } from '../router.ts'
import { createSignInHandlers, type SignInVerbs } from './sign-in.handlers.ts'
import { signInCallbackRoute, signInRoute, signOutRoute } from './sign-in.routes.ts'

/** The way in for people whose organisation has an OpenID provider. A person looks at these: failures are pages. */
export function signInRoutes(verbs: SignInVerbs) {
  const { begin, finish, end } = createSignInHandlers(verbs)
  const router = createRouter()
  router.onError(answerLaunchFailure)
  for (const path of ['/sign-in', '/sign-in/callback', '/sign-out']) router.use(path, onlyNavigations)
  return router.openapi(signInRoute, begin).openapi(signInCallbackRoute, finish).openapi(signOutRoute, end)
}
