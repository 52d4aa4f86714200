import type { Tenants } from '../ports/tenants.ts'
import type { TenantConfig } from './bff-config.ts'

/**
 * Holds the tenants of a running BFF. A request keeps the `TenantConfig` that it started with, so {@link replace} does
 * not disturb it.
 */
export function createTenants(
  tenants: readonly TenantConfig[],
): Tenants & { replace(tenants: readonly TenantConfig[]): void } {
  let byId = index(tenants)
  return {
    get: (tenantId) => byId.get(tenantId),
    all: () => [...byId.values()],
    replace: (next) => {
      byId = index(next)
    },
  }
}

function index(tenants: readonly TenantConfig[]): Map<string, TenantConfig> {
  return new Map(tenants.map((tenant) => [tenant.id, tenant]))
}
