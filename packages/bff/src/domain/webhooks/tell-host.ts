import type { HostEvent } from '@bbb-room/bff-api'
import { hash } from 'node:crypto'
import type { WebhookEndpoint } from '../../config/bff-config.ts'
import type { TenantStore } from '../../ports/store.ts'
import { randomId } from '../identity/random-id.ts'
import type { Services } from '../services.ts'
import { timestamp } from '../timestamp.ts'

/** Names an address in our tables, which do not hold the address: it can contain a secret. */
export function endpointIdOf({ url }: Pick<WebhookEndpoint, 'url'>): string {
  return hash('sha256', url, 'base64url')
}

/** An event of the tenant that is worked for. */
export type HostNews = {
  [Type in HostEvent['type']]: {
    type: Type
    data: Omit<Extract<HostEvent, { type: Type }>['data'], 'tenant'>
  }
}[HostEvent['type']]

/** Writes an event for the host down, in the transaction of the change it tells of. */
export type TellHost = (
  rows: Pick<TenantStore, 'webhooks'>,
  tenantId: string,
  event: HostNews,
  at: number,
) => Promise<void>

/**
 * Events become rows of the outbox, committed or undone with their change. Tenants without an address for an event have
 * none.
 */
export function createTellHost({ tenantOf, random }: Pick<Services, 'tenantOf' | 'random'>): TellHost {
  return async ({ webhooks }, tenantId, { type, data }, at) => {
    const endpoints = tenantOf(tenantId).webhooks.filter(({ events }) => events.includes(type))
    if (endpoints.length === 0) return
    const stopped = await webhooks.stopped()
    const messageId = `msg_${randomId(random)}`
    const body = JSON.stringify({ type, timestamp: timestamp(at), data: { tenant: tenantId, ...data } })
    await webhooks.add(
      endpoints
        .map(endpointIdOf)
        .filter((endpointId) => !stopped.has(endpointId))
        .map((endpointId) => ({ messageId, endpointId, type, body, createdAt: at })),
    )
  }
}
