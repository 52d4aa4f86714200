import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'

/**
 * Refuses a body longer than allowed.
 * @param limit in bytes, or how many a path may carry
 * @throws {BffFailure} `BODY_TOO_LARGE`, before a handler runs
 */
export function bodyLimit(limit: number | ((path: string) => number)) {
  return createMiddleware<BffEnv>(async (c, next) => {
    if (!(await bodyFits(c, typeof limit === 'number' ? limit : limit(c.req.path)))) {
      throw new BffFailure('BODY_TOO_LARGE')
    }
    return next()
  })
}

/** Whether a body is no longer than allowed: by its stated length, and by counting where none is stated. */
export async function bodyFits(c: Context<BffEnv>, bytes: number): Promise<boolean> {
  const stated = c.req.header('Content-Length')
  if (stated !== undefined && c.req.header('Transfer-Encoding') === undefined) return Number(stated) <= bytes
  // To look at the body makes a stream of it, which costs as much as the rest of a request.
  const { body } = c.req.raw
  if (body === null) return true
  const read = await readAtMost(body, bytes)
  if (read !== undefined) c.req.raw = new Request(c.req.raw, { body: read })
  return read !== undefined
}

async function readAtMost(
  body: ReadableStream<Uint8Array>,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.byteLength
    if (length > bytes) return undefined
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
