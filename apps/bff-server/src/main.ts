import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Clock,
  ConfigurationError,
  createBff,
  createTenants,
  migratePostgres,
  openPostgresStore,
  openSqliteStore,
  type Store,
} from '@bbb-room/bff'
import { serve, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { adminRoutes } from './admin-routes.ts'
import { elementFiles } from './element-files.ts'
import type { Environment } from './env.ts'
import { createJsonLogger } from './json-logger.ts'
import { createPrometheusMetrics } from './prometheus-metrics.ts'
import { type Configuration, readConfiguration, reloadTenants } from './read-configuration.ts'

/** How long requests that are under way may take once we are asked to stop, in milliseconds. */
const stopWithinMs = 10_000

const clock: Clock = {
  now: Date.now,
  sleep: async (durationMs, signal) => {
    await sleep(durationMs, undefined, { signal }).catch(() => undefined)
  },
}

function configurationOrExit(): Configuration {
  try {
    return readConfiguration(process.env)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

async function openStore(environment: Environment): Promise<Store> {
  const { BBB_ROOM_STORE: store, BBB_ROOM_STORE_OWNER: ownerUrl } = environment
  if (store.startsWith('sqlite:')) return openSqliteStore({ file: store.slice('sqlite:'.length) }, { clock })
  if (ownerUrl !== undefined) {
    const applicationRole = decodeURIComponent(new URL(store).username)
    await migratePostgres({ ownerUrl, ...(applicationRole !== '' && { applicationRole }) })
  }
  return openPostgresStore({ url: store })
}

function listen(fetch: Hono['fetch'], hostname: string, port: number): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve(
      {
        fetch,
        hostname,
        port,
        serverOptions: {
          headersTimeout: 10_000,
          requestTimeout: 15_000,
          keepAliveTimeout: 5000,
          insecureHTTPParser: false,
        },
      },
      (address) => {
        server.off('error', reject)
        resolve({ server: server as Server, port: address.port })
      },
    )
    server.once('error', reject)
  })
}

const { environment, config, tenants: configured } = configurationOrExit()
const logger = createJsonLogger(environment.LOG_LEVEL)
const metrics = createPrometheusMetrics()
const tenants = createTenants(configured)
const store = await openStore(environment)
const bff = createBff(config, {
  store,
  tenants,
  clock,
  random: { bytes: (length) => randomBytes(length) },
  logger,
  metrics,
})

const app = new Hono()
app.route('/', elementFiles())
app.route('/', bff.app)

let isStopping = false
const isReady = async () => {
  if (isStopping) return false
  return store.now().then(
    () => true,
    () => false,
  )
}

const main = await listen(app.fetch, environment.HOST, environment.PORT)
const admin = await listen(adminRoutes({ isReady, metrics }).fetch, environment.ADMIN_HOST, environment.ADMIN_PORT)
await bff.start()
process.stdout.write(`${JSON.stringify({ event: 'listening', port: main.port, adminPort: admin.port })}\n`)

process.on('SIGHUP', () => {
  try {
    tenants.replace(reloadTenants(process.env))
    logger.info('tenants-reloaded', { count: tenants.all().length })
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    logger.error('tenants-not-reloaded', { count: error.problems.length })
    process.stderr.write(`${error.message}\n`)
  }
})

async function stop(): Promise<void> {
  if (isStopping) process.exit(1)
  isStopping = true
  logger.info('stopping')
  const closed = new Promise<void>((resolve) => main.server.close(() => resolve()))
  main.server.closeIdleConnections()
  await bff.stop()
  await Promise.race([closed, sleep(stopWithinMs, undefined, { ref: false })])
  main.server.closeAllConnections()
  admin.server.close()
  admin.server.closeAllConnections()
  await store.close()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
// A fault that nobody handled is told and survived: one request's bug is not everybody's outage.
process.on('unhandledRejection', (reason) => {
  logger.error('unhandled-rejection', { reason: reason instanceof Error ? reason.name : 'unknown' })
  metrics.count('bbb_room_unhandled_total')
})
