import { ConfigurationError } from '@bbb-room/bff'
import { configurationOrExit, exitWith } from './configuration-or-exit.ts'
import { createJsonLogger } from './json-logger.ts'
import { openStore } from './open-store.ts'
import { createPrometheusMetrics } from './prometheus-metrics.ts'
import { reloadTenants } from './read-configuration.ts'
import { startServer } from './server.ts'
import { surviveFaults } from './survive-faults.ts'
import { steadyClock, systemClock } from './system-clock.ts'

const configuration = configurationOrExit()
const { environment } = configuration
const logger = createJsonLogger(environment.LOG_LEVEL)
const metrics = createPrometheusMetrics()

const store = await openStore(environment, { clock: systemClock }).catch(exitWith('BBB_ROOM_STORE cannot be opened'))
const server = await startServer(configuration, { store, clock: steadyClock, logger, metrics }).catch(
  exitWith('cannot start'),
)
surviveFaults(process, { logger, metrics })
process.stdout.write(`${JSON.stringify({ event: 'listening', port: server.port, adminPort: server.adminPort })}\n`)

process.on('SIGHUP', () => {
  try {
    server.replaceTenants(reloadTenants(process.env))
    logger.info('tenants-reloaded')
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    logger.error('tenants-not-reloaded', { count: error.problems.length })
    process.stderr.write(`${error.message}\n`)
  }
})

let isStopping = false
async function stop(): Promise<void> {
  if (isStopping) process.exit(1)
  isStopping = true
  logger.info('stopping')
  await server.stop()
  await store.close()
  logger.info('stopped')
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
