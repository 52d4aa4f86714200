import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'

const methods = 'GET, POST, PUT, PATCH, DELETE'
const requestHeaders = 'authorization, content-type, accept, last-event-id, idempotency-key'

/**
 * Answers the tenant's registered page origins, by exact text, and refuses every other `Origin` even with a good token.
 * Never allows credentials. Needs the tenant to be set.
 * @param ownOrigin the BFF's own, for its own pages
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function cors(ownOrigin: string) {
  return createMiddleware<BffEnv>(async (c, next) => {
    const origin = c.req.header('Origin')
    c.header('Vary', 'Origin', { append: true })
    if (origin === undefined) return next()
    if (origin !== ownOrigin) {
      if (!c.get('tenant').pageOrigins.includes(origin)) throw new BffFailure('ORIGIN_NOT_ALLOWED')
      c.header('Access-Control-Allow-Origin', origin)
      c.header('Access-Control-Expose-Headers', 'Retry-After, X-Request-Id')
    }
    if (c.req.method !== 'OPTIONS') return next()
    c.header('Access-Control-Allow-Methods', methods)
    c.header('Access-Control-Allow-Headers', requestHeaders)
    c.header('Access-Control-Max-Age', '600')
    return c.body(null, 204)
  })
}
