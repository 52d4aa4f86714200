import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'

/**
 * Leaves callbacks out of a rule that is made for browsers. A callback is verified by itself, whatever proxy it came
 * through: over the address as it was registered, never over the one that was asked for.
 */
export function exceptCallbacks(rule: MiddlewareHandler<BffEnv>) {
  return createMiddleware<BffEnv>(async (c, next) =>
    /^\/t\/[^/]+\/v1\/callbacks\//.test(c.req.path) ? next() : rule(c, next),
  )
}
