import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'

/** For routes that need nothing in the body: none at all counts as `{}`, whatever content type it is said to have. */
export const emptyBodyIsEmptyObject = createMiddleware<BffEnv>(async (c, next) => {
  if (c.req.method === 'POST' && !statesABody(c) && (await c.req.raw.clone().text()) === '') {
    const { url, method } = c.req.raw
    const headers = new Headers(c.req.raw.headers)
    headers.set('Content-Type', 'application/json')
    headers.delete('Content-Length')
    c.req.raw = new Request(url, { method, headers, body: '{}' })
  }
  await next()
})

function statesABody(c: Context): boolean {
  return Number(c.req.header('Content-Length') ?? 0) > 0 && c.req.header('Transfer-Encoding') === undefined
}
