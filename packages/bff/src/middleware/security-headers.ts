import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'

/**
 * What stands on every answer.
 * @param isHttps whether the BFF is reached by https, so that it may insist on it
 */
export function securityHeadersOf(isHttps: boolean): Readonly<Record<string, string>> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    ...(isHttps && { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }),
  }
}

/**
 * Sets headers on every answer. A handler that needs another value sets it: the launch its own policy, the element's
 * files their caching.
 */
export function securityHeaders(defaults: Readonly<Record<string, string>>) {
  return createMiddleware<BffEnv>(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(defaults)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value)
    }
  })
}
