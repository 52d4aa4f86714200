import type { TenantConfig } from '../../config/bff-config.ts'
import type { Store } from '../../ports/store.ts'
import { endpointIdOf } from './tell-host.ts'

type Tenant = Pick<TenantConfig, 'id' | 'webhooks'>

/** An address by its place in the configuration: the address itself can contain a secret. */
export interface WebhookEndpointState {
  place: number
  /** It answered that it is gone (410): nothing is sent to it. */
  isStopped: boolean
}

/** The addresses of a tenant's host, for an operator. */
export async function listWebhookEndpoints(store: Store, tenant: Tenant): Promise<WebhookEndpointState[]> {
  const stopped = await store.withTenant(tenant.id, ({ webhooks }) => webhooks.stopped())
  return tenant.webhooks.map((endpoint, place) => ({ place, isStopped: stopped.has(endpointIdOf(endpoint)) }))
}

/**
 * Lets events go to an address again. What happened while it was stopped is not told.
 * @returns `false` when there is no such place
 */
export async function resumeWebhookEndpoint(store: Store, tenant: Tenant, place: number): Promise<boolean> {
  const endpoint = tenant.webhooks[place]
  if (endpoint === undefined) return false
  await store.withTenant(tenant.id, ({ webhooks }) => webhooks.resume(endpointIdOf(endpoint)))
  return true
}
