import type { TenantConfig } from '../../config/bff-config.ts'
import { BffFailure } from '../../failure.ts'
import type { OpenIdProvider } from '../../ports/openid-provider.ts'
import type { Services } from '../services.ts'
import { hashSessionToken, sealSession } from './session-seal.ts'
import { resumeAttempt } from './sign-in-attempt.ts'
import { pickClaims, type SignInClaims } from './sign-in-rules.ts'

/** What a session holds. */
export interface SignedIn {
  /** `oidc:` and the provider's `sub`: no host can sign a token for the same subject by accident. */
  subject: string
  claims: SignInClaims
}

/**
 * Ends a sign-in with a session.
 * @param attemptSecret of the browser that came back
 * @param answer the query that the provider sent it back with
 * @throws {BffFailure} `NOT_FOUND`, `SIGN_IN_FAILED`, `SIGN_IN_UNAVAILABLE`
 */
export function createFinishSignIn(
  {
    store,
    clock,
    random,
    addresses,
    pseudonyms,
  }: Pick<Services, 'store' | 'clock' | 'random' | 'addresses' | 'pseudonyms'>,
  provider: Pick<OpenIdProvider, 'exchange'>,
) {
  return async (
    { id, signIn }: TenantConfig,
    attemptSecret: string | undefined,
    answer: URLSearchParams,
  ): Promise<{ room: string; sessionToken: string }> => {
    if (signIn === undefined) throw new BffFailure('NOT_FOUND')
    const states = answer.getAll('state')
    const attempt = states.length === 1 && attemptSecret ? resumeAttempt(attemptSecret, id, states[0] ?? '') : undefined
    if (attempt === undefined) throw new BffFailure('SIGN_IN_FAILED')
    const claims = await provider.exchange(signIn, addresses.signInCallback(id), answer, attempt)
    const { sub } = claims
    if (typeof sub !== 'string' || sub === '' || sub.length > 123) throw new BffFailure('SIGN_IN_FAILED')

    const signedIn: SignedIn = { subject: `oidc:${sub}`, claims: pickClaims(signIn, claims) }
    const sessionToken = Buffer.from(random.bytes(32)).toString('base64url')
    const sealed = sealSession(sessionToken, id, signedIn, random)
    await store.withTenant(id, async ({ sessions, audit }) => {
      await sessions.start({ sessionHash: hashSessionToken(sessionToken), sealed, at: clock.now() })
      await audit.append({
        at: clock.now(),
        action: 'session:start',
        actor: { person: pseudonyms.userIdOf(id, signedIn.subject) },
      })
    })
    return { room: attempt.room, sessionToken }
  }
}
