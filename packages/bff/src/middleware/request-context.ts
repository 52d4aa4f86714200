import type { HttpBindings } from '@hono/node-server'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { BffEnv } from '../bff-env.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger, LogFacts } from '../ports/logger.ts'
import type { Metrics } from '../ports/metrics.ts'
import { clientAddress } from './client-address.ts'

/**
 * Gives each request its id, its logger and the caller's address, and writes one log line when it is answered: the
 * matched pattern, never the address asked for.
 * @param trustedProxies as in `BffConfig`
 */
export function requestContext(
  trustedProxies: number,
  ports: { clock: Clock; newRequestId: () => string; logger: Logger; metrics: Metrics },
) {
  return createMiddleware<BffEnv>(async (c, next) => {
    const startedAt = ports.clock.now()
    const requestId = ports.newRequestId()
    c.set('requestId', requestId)
    c.set('log', withRequestId(ports.logger, requestId))
    const { incoming } = (c.env as Partial<HttpBindings> | undefined) ?? {}
    const forwardedFor = c.req.header('X-Forwarded-For')
    c.set('clientAddress', clientAddress(incoming?.socket.remoteAddress, forwardedFor, trustedProxies))
    c.header('X-Request-Id', requestId)
    await next()
    const durationMs = ports.clock.now() - startedAt
    const route = routePath(c, -1)
    const { method } = c.req
    const code = c.get('failureCode')
    // Behind a failure before the tenant was resolved there is none.
    const tenant = c.get('tenant') as BffEnv['Variables']['tenant'] | undefined
    if (code !== undefined) ports.metrics.count('bbb_room_failures_total', { code })
    ports.metrics.observe('bbb_room_request_seconds', durationMs / 1000, {
      method,
      route,
      status: String(c.res.status),
    })
    c.get('log').info('request', {
      method,
      route,
      status: c.res.status,
      durationMs,
      ...(tenant && { tenantId: tenant.id }),
      ...(code && { code }),
    })
  })
}

function withRequestId(logger: Logger, requestId: string): Logger {
  const add = (facts: LogFacts = {}): LogFacts => ({ requestId, ...facts })
  return {
    debug: (event, facts) => logger.debug(event, add(facts)),
    info: (event, facts) => logger.info(event, add(facts)),
    warn: (event, facts) => logger.warn(event, add(facts)),
    error: (event, facts) => logger.error(event, add(facts)),
  }
}
