import { createHmac } from 'node:crypto'
import { constantTimeEquals } from './constant-time-equals.ts'
import type { SignInChecks } from '../../ports/openid-provider.ts'

/**
 * One attempt to sign in. Its secret is in a cookie of the browser that began it and nowhere else; all that a provider
 * sends back is derived from it, so nothing is stored for people who never return.
 */
export interface SignInAttempt extends SignInChecks {
  /** Where the person wants to go. Stands in `state`, in the open, under its MAC. */
  room: string
}

/** @param secret 32 random bytes as base64url */
export function beginAttempt(secret: string, tenantId: string, room: string): SignInAttempt {
  const derive = (purpose: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([purpose, tenantId, room]))
      .digest('base64url')
  return { room, state: `${room}.${derive('state')}`, nonce: derive('nonce'), codeVerifier: derive('code_verifier') }
}

/**
 * @param state as it came back
 * @returns `undefined` when this browser did not begin it
 */
export function resumeAttempt(secret: string, tenantId: string, state: string): SignInAttempt | undefined {
  const attempt = beginAttempt(secret, tenantId, state.slice(0, Math.max(0, state.lastIndexOf('.'))))
  return constantTimeEquals(attempt.state, state) ? attempt : undefined
}
