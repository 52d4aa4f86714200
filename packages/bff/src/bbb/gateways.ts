import type { TenantConfig } from '../config/bff-config.ts'
import type { Gateways, MeetingGateway } from '../ports/meeting-gateway.ts'
import { createCoreGateway } from './core-gateway.ts'

/** One gateway per tenant, made on first use, and anew when the tenant's configuration was reloaded. */
export function createGateways(tenantOf: (tenantId: string) => TenantConfig): Gateways {
  const made = new Map<string, { config: TenantConfig['bbb']; gateway: MeetingGateway }>()
  return (tenantId) => {
    const { bbb } = tenantOf(tenantId)
    const known = made.get(tenantId)
    if (known?.config === bbb) return known.gateway
    const gateway = createCoreGateway(bbb)
    made.set(tenantId, { config: bbb, gateway })
    return gateway
  }
}
