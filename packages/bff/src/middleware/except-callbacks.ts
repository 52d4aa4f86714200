import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'

/**
 * Leaves verified callbacks out of a rule that is made for browsers. They were verified by themselves, whatever proxy they
 * came through: over the address as it was registered, never over the one that was asked for.
 */
export function exceptCallbacks(rule: MiddlewareHandler<BffEnv>) {
  return createMiddleware<BffEnv>(async (c, next) => (c.get('callback') === undefined ? rule(c, next) : next()))
}
