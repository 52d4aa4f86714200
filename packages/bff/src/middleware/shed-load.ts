import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'

/**
 * Refuses work that could only be done too late, so that what has begun can be finished.
 * @throws {BffFailure} `OVERLOADED`
 */
export function shedLoad(isOverloaded: () => boolean) {
  return createMiddleware<BffEnv>(async (_c, next) => {
    if (isOverloaded()) throw new BffFailure('OVERLOADED', { retryAfterSeconds: 2 })
    await next()
  })
}
