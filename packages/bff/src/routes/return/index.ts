import type { BffConfig } from '../../config/bff-config.ts'
import type { Addresses } from '../../domain/addresses.ts'
import { createRouter } from '../router.ts'
import { createReturnHandler } from './return.handlers.ts'
import { returnRoute } from './return.routes.ts'

/** Where people land after a meeting. */
export function returnRoutes(config: Pick<BffConfig, 'baseUrl'>, addresses: Pick<Addresses, 'hostedRoom'>) {
  return createRouter().openapi(returnRoute, createReturnHandler(config, addresses))
}
