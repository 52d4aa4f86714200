import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
}
const path = /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*\.(js|json)$/

/**
 * Serves the element's built files under `/element`, for every page: they hold nothing of a tenant. Files in a folder
 * are named for their version or content, so they never change.
 */
export function elementFiles(): Hono {
  const folder = dirname(fileURLToPath(import.meta.resolve('bbb-room/cdn/bbb-room.js')))
  const files = new Hono()
  files.get('/element/*', async (c) => {
    const name = c.req.path.slice('/element/'.length)
    if (!path.test(name) || name.split('/').some((part) => part.startsWith('.'))) return c.notFound()
    const body = await readFile(join(folder, name)).catch(() => undefined)
    if (body === undefined) return c.notFound()
    return c.body(body, 200, {
      'Content-Type': types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
      'Cache-Control': name.includes('/') ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'X-Content-Type-Options': 'nosniff',
    })
  })
  return files
}
