import type { SignInConfig } from '../config/bff-config.ts'

/** What binds the answer of a provider to the browser that asked. Text without secrets of ours in it. */
export interface SignInChecks {
  state: string
  nonce: string
  codeVerifier: string
}

/** The OpenID provider of a tenant. */
export interface OpenIdProvider {
  /**
   * Where a person signs in: the provider's authorization endpoint, by code and PKCE.
   * @throws {BffFailure} `SIGN_IN_UNAVAILABLE`
   * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest
   */
  authorizationUrl(signIn: SignInConfig, redirectUri: string, checks: SignInChecks): Promise<string>
  /**
   * Turns the code that the provider sent into the claims of its ID token, verified.
   * @param answer the query that the browser came back with
   * @throws {BffFailure} `SIGN_IN_FAILED` when the provider or a check says no, `SIGN_IN_UNAVAILABLE` when it is away
   * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
   */
  exchange(
    signIn: SignInConfig,
    redirectUri: string,
    answer: URLSearchParams,
    checks: SignInChecks,
  ): Promise<Readonly<Record<string, unknown>>>
}
