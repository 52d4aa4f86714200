import { Hono } from 'hono'

/** What the second port tells operators: never reachable from where people come in. */
export function adminRoutes(ports: {
  /** Whether work can be done now: the store answers, and nobody has asked us to stop. */
  isReady: () => Promise<boolean>
  metrics: { text(): Promise<string>; contentType: string }
}): Hono {
  const admin = new Hono()
  admin.get('/healthz', (c) => c.text('ok'))
  admin.get('/readyz', async (c) => ((await ports.isReady()) ? c.text('ready') : c.text('not ready', 503)))
  admin.get('/metrics', async (c) =>
    c.body(await ports.metrics.text(), 200, { 'Content-Type': ports.metrics.contentType }),
  )
  return admin
}
