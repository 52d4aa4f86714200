import type { Services } from '../services.ts'
import { webhookEvents } from './accept-webhook.ts'

const minutes = 60_000
/** BBB drops an address for good that failed for five minutes. */
const lookEvery = 5 * minutes
/** A server without the add-on may get it one day. */
const afterFailure = 15 * minutes
/** Longer than BBB may take to answer. */
const busyMs = 30_000
const chore = 'bbb-webhook'
const registered = 'bbb-webhook-registered'

/**
 * Keeps our address registered with the webhooks add-on, for tenants that ask for it: one replica at a time looks whether
 * it still is. Where the tenant does not ask for it any more it is taken back, once.
 * @throws {BffFailure} `BBB_*`: it is tried again in a quarter of an hour; until then only the timers ask BBB
 */
export function createKeepWebhook({
  store,
  clock,
  gateways,
  addresses,
  tenantOf,
}: Pick<Services, 'store' | 'clock' | 'gateways' | 'addresses' | 'tenantOf'>) {
  const withoutWebhook = new Set<string>()

  return async (tenantId: string): Promise<void> => {
    const { register } = tenantOf(tenantId).bbb.webhooks
    if (register) withoutWebhook.delete(tenantId)
    else if (withoutWebhook.has(tenantId)) return
    const now = clock.now()
    const isTurn = await store.withTenant(tenantId, async ({ chores, facts }) => {
      const isThere = (await facts.get(registered))?.value === 'yes'
      if (!register && !isThere) withoutWebhook.add(tenantId)
      return (register || isThere) && (await chores.claim(chore, now, now + busyMs))
    })
    if (!isTurn) return
    const url = addresses.webhook(tenantId)
    try {
      if (register) await gateways(tenantId).registerWebhook(url, webhookEvents)
      else await gateways(tenantId).unregisterWebhook(url)
    } catch (error) {
      await store.withTenant(tenantId, ({ chores }) => chores.again(chore, clock.now() + afterFailure))
      throw error
    }
    await store.withTenant(tenantId, async ({ chores, facts }) => {
      await facts.note(registered, register ? 'yes' : 'no', clock.now())
      await chores.again(chore, clock.now() + lookEvery)
    })
  }
}
