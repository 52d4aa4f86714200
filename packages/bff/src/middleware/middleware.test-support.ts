import { Hono, type MiddlewareHandler } from 'hono'
import type { BffEnv } from '../bff-env.ts'
import type { TenantConfig } from '../config/bff-config.ts'
import type { LogFacts } from '../ports/logger.ts'
import { problemDetails } from './problem-details.ts'
import { createRequestIds } from './request-id.ts'
import { requestContext } from './request-context.ts'

/** An app with the request's way around it, and all that it logged and counted. */
export function startApp(...middleware: MiddlewareHandler<BffEnv>[]) {
  const lines: { event: string; facts: LogFacts | undefined }[] = []
  const counted: string[] = []
  const record = (event: string, facts?: LogFacts) => void lines.push({ event, facts })
  const logger = { debug: record, info: record, warn: record, error: record }
  const metrics = {
    count: (name: string, labels = {}) => void counted.push(`${name} ${JSON.stringify(labels)}`),
    observe: () => undefined,
  }
  const time = { now: Date.UTC(2026, 0, 1) }
  const clock = { now: () => time.now, sleep: () => Promise.resolve() }
  const random = { bytes: (length: number) => new Uint8Array(length).fill(7) }
  const app = new Hono<BffEnv>()
  app.use(requestContext(0, { clock, newRequestId: createRequestIds(random), logger, metrics }))
  app.use((c, next) => {
    c.set('tenant', { id: 'acme', pageOrigins: ['https://school.example'] } as unknown as TenantConfig)
    return next()
  })
  for (const each of middleware) app.use(each)
  app.onError(problemDetails({ clock }))
  return { app, lines, counted, time, clock }
}
