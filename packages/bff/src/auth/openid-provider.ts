import * as oidc from 'openid-client'
import type { SignInConfig } from '../config/bff-config.ts'
import { isLoopbackUrl } from '../config/origin.ts'
import { BffFailure } from '../failure.ts'
import type { OpenIdProvider } from '../ports/openid-provider.ts'

const timeoutSeconds = 5

// eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; only loopback gets it
const allowHttp = oidc.allowInsecureRequests

/**
 * Speaks OpenID Connect by `openid-client`. A provider's metadata and keys are fetched when somebody first signs in, and
 * kept for as long as the tenant's settings are.
 */
export function createOpenIdProvider(): OpenIdProvider {
  const discovered = new WeakMap<SignInConfig, Promise<oidc.Configuration>>()

  function discover(signIn: SignInConfig): Promise<oidc.Configuration> {
    const known = discovered.get(signIn)
    if (known !== undefined) return known
    const asked = ask(signIn)
    discovered.set(signIn, asked)
    asked.catch(() => discovered.delete(signIn))
    return asked
  }

  return {
    async authorizationUrl(signIn, redirectUri, { state, nonce, codeVerifier }) {
      const provider = await discover(signIn)
      return oidc.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope: signIn.scopes.join(' '),
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      }).href
    },

    async exchange(signIn, redirectUri, answer, { state, nonce, codeVerifier }) {
      const provider = await discover(signIn)
      const currentUrl = new URL(redirectUri)
      currentUrl.search = answer.toString()
      try {
        const tokens = await oidc.authorizationCodeGrant(provider, currentUrl, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        })
        return tokens.claims() ?? {}
      } catch (error) {
        throw isAway(error) ? unavailable(error) : new BffFailure('SIGN_IN_FAILED')
      }
    },
  }
}

async function ask({ issuer, clientId, clientSecret }: SignInConfig): Promise<oidc.Configuration> {
  try {
    return await oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretBasic(clientSecret.reveal()), {
      timeout: timeoutSeconds,
      // Its ID token comes over TLS; its signature is checked all the same.
      execute: [oidc.enableNonRepudiationChecks, ...(isLoopbackUrl(issuer) ? [allowHttp] : [])],
    })
  } catch (error) {
    throw unavailable(error)
  }
}

/** Whether the provider did not answer at all, as `fetch` tells it. */
function isAway(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error instanceof TypeError)
}

/** Without its cause: what a provider said can hold a person's data. */
function unavailable(error: unknown): BffFailure {
  if (error instanceof BffFailure) return error
  return new BffFailure('SIGN_IN_UNAVAILABLE', { retryAfterSeconds: 30 })
}
