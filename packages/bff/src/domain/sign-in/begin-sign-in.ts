import type { TenantConfig } from '../../config/bff-config.ts'
import { BffFailure } from '../../failure.ts'
import type { OpenIdProvider } from '../../ports/openid-provider.ts'
import type { Services } from '../services.ts'
import { beginAttempt } from './sign-in-attempt.ts'

/**
 * Begins a sign-in that leads to a room.
 * @returns where to send the browser, and the secret that only this browser may keep
 * @throws {BffFailure} `NOT_FOUND` where the tenant has no sign-in, `SIGN_IN_UNAVAILABLE`
 */
export function createBeginSignIn(
  { random, addresses }: Pick<Services, 'random' | 'addresses'>,
  provider: Pick<OpenIdProvider, 'authorizationUrl'>,
) {
  return async (
    { id, signIn }: TenantConfig,
    room: string,
  ): Promise<{ authorizationUrl: string; attemptSecret: string }> => {
    if (signIn === undefined) throw new BffFailure('NOT_FOUND')
    const attemptSecret = Buffer.from(random.bytes(32)).toString('base64url')
    const checks = beginAttempt(attemptSecret, id, room)
    return {
      authorizationUrl: await provider.authorizationUrl(signIn, addresses.signInCallback(id), checks),
      attemptSecret,
    }
  }
}
