import type { TenantConfig } from '../config/bff-config.ts'

/** The tenants of this BFF. Reloading configuration swaps what is behind; each `TenantConfig` handed out is frozen. */
export interface Tenants {
  get(tenantId: string): TenantConfig | undefined
  all(): readonly TenantConfig[]
}
