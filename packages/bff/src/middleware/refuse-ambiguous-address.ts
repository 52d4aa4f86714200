import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'

const bearerNames = new Set(['access_token', 'token', 'ticket', 'id_token'])

/**
 * Refuses addresses that could be read in two ways (encoded or repeated slashes, a parameter given twice), and tokens in
 * the query, which would stand in histories and logs.
 * @throws {BffFailure} `INVALID_REQUEST`
 */
export const refuseAmbiguousAddress = createMiddleware<BffEnv>(async (c, next) => {
  const address = c.req.url
  const [path = '', query = ''] = address.slice(address.indexOf('/', address.indexOf('//') + 2)).split('?', 2)
  const names = [...new URLSearchParams(query).keys()]
  const isAmbiguous = /%2f|%5c|%00|\/\/|\\/i.test(path) || new Set(names).size !== names.length
  if (isAmbiguous || names.some((name) => bearerNames.has(name))) throw new BffFailure('INVALID_REQUEST')
  await next()
})
