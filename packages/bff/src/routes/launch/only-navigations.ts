import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../../bff-env.ts'
import { BffFailure } from '../../failure.ts'

/**
 * Lets through what a person's click makes: not a prefetch or prerender, not a script's fetch. Browsers without these
 * headers are let through, since the ticket's origin is checked as well.
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export const onlyNavigations = createMiddleware<BffEnv>(async (c, next) => {
  const mode = c.req.header('Sec-Fetch-Mode')
  const isSpeculative = c.req.header('Sec-Purpose') !== undefined || c.req.header('Purpose') === 'prefetch'
  if (isSpeculative || (mode !== undefined && mode !== 'navigate')) throw new BffFailure('INVALID_REQUEST')
  await next()
})
