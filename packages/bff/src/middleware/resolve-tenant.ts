import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'
import type { Tenants } from '../ports/tenants.ts'

/** Sets the tenant of the path; an unknown one is answered like anything else that never existed. */
export function resolveTenant(tenants: Tenants) {
  return createMiddleware<BffEnv>(async (c, next) => {
    const tenant = tenants.get(c.req.param('tenant') ?? '')
    if (tenant === undefined) throw new BffFailure('NOT_FOUND')
    c.set('tenant', tenant)
    await next()
  })
}
