import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'

/**
 * Answers only for the host of the base URL, whether it is named in `Host` or in the request line. Proxies in front
 * have to pass `Host` on; `X-Forwarded-Host` is never read.
 * @throws {BffFailure} `MISDIRECTED_REQUEST`
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20
 */
export function refuseOtherHosts(baseUrl: string) {
  const { host } = new URL(baseUrl)
  return createMiddleware<BffEnv>(async (c, next) => {
    const isOurs = (c.req.header('Host') ?? host) === host && new URL(c.req.url).host === host
    if (!isOurs) throw new BffFailure('MISDIRECTED_REQUEST')
    await next()
  })
}
