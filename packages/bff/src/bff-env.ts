import type { FailureCode } from '@bbb-room/bff-api'
import type { TenantConfig } from './config/bff-config.ts'
import type { VerifiedCallback } from './domain/callbacks/verify-callback.ts'
import type { Logger } from './ports/logger.ts'
import type { Actor } from './policy/actor.ts'

/** The context variables of every request; middleware sets them before a handler runs. */
export interface BffEnv {
  Variables: {
    /** Of ours, 22 characters, also in the answer's `X-Request-Id`. */
    requestId: string
    /** Carries the request's facts. */
    log: Logger
    /** The tenant of the path. Set on everything under `/t/{tenant}`. */
    tenant: TenantConfig
    /** Set behind `authenticate`. */
    actor: Actor
    /** The caller's address as the stated number of proxies vouches for it. For limits only; never logged. */
    clientAddress: string
    /** Set where the request is a callback of BBB's that was verified. */
    callback?: VerifiedCallback
    /** Of the failure that was answered, for the log. */
    failureCode?: FailureCode
  }
}
