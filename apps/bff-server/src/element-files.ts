import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
}
const address = /^\/element\/((?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.(js|json))$/

/** Answers an address with a file of the element; `undefined` when there is no such file. */
export type ElementFiles = (pathname: string) => Promise<Response | undefined>

/**
 * Finds the element's built files under `/element`, for every page: they hold nothing of a tenant. Files in a folder
 * are named for their version or content, so they never change.
 */
export function elementFiles(
  folder = dirname(fileURLToPath(import.meta.resolve('bbb-room/cdn/bbb-room.js'))),
): ElementFiles {
  return async (pathname) => {
    const [, name, extension] = address.exec(pathname) ?? []
    if (name === undefined || extension === undefined) return undefined
    const body = await readFile(join(folder, name)).catch(() => undefined)
    if (body === undefined) return undefined
    return new Response(new Uint8Array(body), {
      headers: {
        'Content-Type': types[extension] ?? 'application/octet-stream',
        'Cache-Control': name.includes('/') ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
        'Access-Control-Allow-Origin': '*',
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'X-Content-Type-Options': 'nosniff',
      },
    })
  }
}
