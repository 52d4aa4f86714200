import type { WebhookEndpoint } from '../../config/bff-config.ts'
import { readWebhookKey } from '../../config/webhook-key.ts'
import type { OutgoingWebhook, WebhookOutcome } from '../../ports/webhook-outbox.ts'
import type { WebhookTransport } from '../../ports/webhook-transport.ts'
import type { Services } from '../services.ts'
import { signWebhook } from './sign-webhook.ts'
import { endpointIdOf } from './tell-host.ts'
import { pauseAfter } from './webhook-schedule.ts'

const atOnce = 10
/** Longer than one attempt may take: a sender that died leaves its webhooks to the next after this. */
const busyMs = 60_000

/**
 * Sends what is due of a tenant. A webhook that was sent but not marked is sent again under the same id.
 * @returns how many were tried
 */
export function createDeliverWebhooks(
  services: Pick<Services, 'store' | 'clock' | 'random' | 'tenantOf' | 'log' | 'metrics'>,
  post: WebhookTransport,
) {
  const { store, clock, tenantOf, log, metrics } = services

  return async (tenantId: string): Promise<number> => {
    const now = clock.now()
    const due = await store.withTenant(tenantId, ({ webhooks }) => webhooks.claimDue(now, now + busyMs, atOnce))
    const endpoints = new Map(tenantOf(tenantId).webhooks.map((endpoint) => [endpointIdOf(endpoint), endpoint]))
    await Promise.all(due.map((webhook) => deliver(tenantId, webhook, endpoints.get(webhook.endpointId))))
    return due.length
  }

  async function deliver(tenantId: string, webhook: OutgoingWebhook, endpoint: WebhookEndpoint | undefined) {
    // While a new configuration reaches one replica after another, the others know it.
    if (endpoint === undefined) return tryLater(tenantId, webhook, 'endpoint-removed')
    const status = await attempt(webhook, endpoint)
    if (status >= 200 && status < 300) return finish(tenantId, webhook, 'delivered')
    if (status === 410) {
      log.warn('webhook-endpoint-gone', { tenantId })
      await store.withTenant(tenantId, ({ webhooks }) => webhooks.stop(webhook.endpointId, clock.now()))
      metrics.count('bbb_room_webhooks_finished_total', { tenant: tenantId, outcome: 'endpoint-gone' })
      return
    }
    return tryLater(tenantId, webhook, 'given-up', status)
  }

  async function tryLater(
    tenantId: string,
    webhook: OutgoingWebhook,
    outcome: WebhookOutcome,
    status = 0,
  ): Promise<void> {
    const attempt = webhook.attempts + 1
    const pause = pauseAfter(attempt, spread())
    log.info('webhook-failed', { tenantId, attempt, ...(status > 0 && { status }) })
    if (pause === undefined) return finish(tenantId, webhook, outcome)
    await store.withTenant(tenantId, ({ webhooks }) => webhooks.postpone(webhook, clock.now() + pause))
  }

  /** @returns 0 without an answer */
  async function attempt(webhook: OutgoingWebhook, endpoint: WebhookEndpoint): Promise<number> {
    const headers = {
      ...signWebhook(
        webhook,
        endpoint.keys.flatMap((key) => readWebhookKey(key) ?? []),
        clock.now(),
      ),
      'content-type': 'application/json',
    }
    try {
      return await post(endpoint.url, { headers, body: webhook.body })
    } catch {
      return 0
    }
  }

  async function finish(tenantId: string, webhook: OutgoingWebhook, outcome: WebhookOutcome): Promise<void> {
    await store.withTenant(tenantId, ({ webhooks }) => webhooks.finish(webhook, outcome, clock.now()))
    metrics.count('bbb_room_webhooks_finished_total', { tenant: tenantId, outcome })
    if (outcome !== 'delivered') log.warn('webhook-not-delivered', { tenantId, reason: outcome })
  }

  function spread(): number {
    return (services.random.bytes(1)[0] ?? 0) / 255
  }
}
