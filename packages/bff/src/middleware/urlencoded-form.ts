import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'

const mediaType = /^application\/x-www-form-urlencoded(;|$)/i

/**
 * Reads a form as browsers send it, for the validation that comes after. The stock reader makes a whole answer
 * of the body first, which costs as much as the rest of a request.
 * @see https://url.spec.whatwg.org/#urlencoded-parsing
 */
export const urlencodedForm = createMiddleware<BffEnv>(async (c, next) => {
  if (mediaType.test(c.req.header('Content-Type') ?? '')) {
    const form = new FormData()
    for (const [name, value] of new URLSearchParams(await c.req.text())) form.append(name, value)
    c.req.bodyCache.formData = form
  }
  await next()
})
