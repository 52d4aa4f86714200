import type { Hono } from 'hono'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'

/**
 * Answers every other method on the routes there are with 405 and the methods that are offered. Register it last.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6
 */
export function refuseOtherMethods(api: Hono<BffEnv>): void {
  const methods = new Map<string, Set<string>>()
  for (const { path, method } of api.routes) {
    if (method === 'ALL') continue
    const offered = methods.get(path) ?? new Set()
    offered.add(method)
    if (method === 'GET') offered.add('HEAD')
    methods.set(path, offered)
  }
  for (const [path, offered] of methods) {
    api.all(path, (c) => {
      c.header('Allow', [...offered].sort().join(', '))
      throw new BffFailure('METHOD_NOT_ALLOWED')
    })
  }
}
