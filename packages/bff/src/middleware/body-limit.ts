import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'

/**
 * Refuses a body longer than allowed: by its stated length, and by counting where none is stated.
 * @param limit in bytes, or how many a path may carry
 * @throws {BffFailure} `BODY_TOO_LARGE`, before a handler runs
 */
export function bodyLimit(limit: number | ((path: string) => number)) {
  return createMiddleware<BffEnv>(async (c, next) => {
    const bytes = typeof limit === 'number' ? limit : limit(c.req.path)
    const stated = c.req.header('Content-Length')
    if (Number(stated ?? 0) > bytes) throw new BffFailure('BODY_TOO_LARGE')
    // To look at the body makes a stream of it, which costs as much as the rest of a request.
    if (stated === undefined || c.req.header('Transfer-Encoding') !== undefined) {
      const { body } = c.req.raw
      if (body !== null) c.req.raw = new Request(c.req.raw, { body: await readAtMost(body, bytes) })
    }
    return next()
  })
}

async function readAtMost(body: ReadableStream<Uint8Array>, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.byteLength
    if (length > bytes) throw new BffFailure('BODY_TOO_LARGE')
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
