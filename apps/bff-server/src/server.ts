import { randomBytes } from 'node:crypto'
import { createBff, createTenants, type Clock, type Logger, type Store, type TenantConfig } from '@bbb-room/bff'
import { adminRoutes } from './admin-routes.ts'
import { elementFiles } from './element-files.ts'
import { listen } from './listen.ts'
import type { createPrometheusMetrics } from './prometheus-metrics.ts'
import type { Configuration } from './read-configuration.ts'
import { watchLoad } from './watch-load.ts'

/** For how long a balancer may go on sending requests after we said that we are not ready. */
const drainMs = 5_000
/** A balancer asks for readiness more often than this. */
const watchedWithinMs = 60_000
const finishWithinMs = 10_000

/** The whole program, running. */
export interface RunningServer {
  readonly port: number
  readonly adminPort: number
  /** Requests that have begun keep the tenants they began with. */
  replaceTenants(tenants: readonly TenantConfig[]): void
  /**
   * Says that it is not ready, goes on serving for 5 s where a balancer asks, takes nothing new, and finishes what is
   * under way within 10 s.
   */
  stop(): Promise<void>
}

export interface ServerPorts {
  store: Store
  clock: Clock
  logger: Logger
  metrics: ReturnType<typeof createPrometheusMetrics>
}

/** Puts the parts together and listens: people on one port, operators on the other. */
export async function startServer(
  { environment, config, tenants: configured }: Configuration,
  ports: ServerPorts,
): Promise<RunningServer> {
  const { store, clock, metrics } = ports
  const tenants = createTenants(configured)
  const load = watchLoad()
  const bff = createBff(config, {
    ...ports,
    tenants,
    random: { bytes: (length) => randomBytes(length) },
    isOverloaded: load.isOverloaded,
  })
  const findElementFile = elementFiles()

  let isStopping = false
  let watchedAt = -Infinity
  const isReady = async () => {
    watchedAt = clock.now()
    return !isStopping && (await answers(store))
  }

  const admin = await listen(adminRoutes({ isReady, metrics }).fetch, {
    hostname: environment.ADMIN_HOST,
    port: environment.ADMIN_PORT,
  })
  await bff.start()
  const main = await listen(
    async (request, env) => {
      const file = request.method === 'GET' ? await findElementFile(new URL(request.url).pathname) : undefined
      return file ?? bff.app.fetch(request, env)
    },
    {
      hostname: environment.HOST,
      port: environment.PORT,
      ...(config.trustedProxies === 0 && { socketsPerAddress: environment.BBB_ROOM_SOCKETS_PER_ADDRESS }),
    },
  )

  return {
    port: main.port,
    adminPort: admin.port,
    replaceTenants: (next) => tenants.replace(next),
    async stop() {
      isStopping = true
      main.drain()
      if (clock.now() - watchedAt < watchedWithinMs) await clock.sleep(drainMs)
      const closed = main.close(finishWithinMs)
      await bff.stop()
      await closed
      await admin.close(0)
      load.stop()
    },
  }
}

function answers(store: Store): Promise<boolean> {
  return store.now().then(
    () => true,
    () => false,
  )
}
