import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import { timestamp } from '../timestamp.ts'

/**
 * Refuses every token of a tenant that was issued before a moment, on all replicas within seconds, and the tickets that
 * come from them at once. Sessions begun before it end, since they would give new tokens. For tokens that got into wrong
 * hands; where a key did, take the key out of the configuration.
 * @param moment epoch milliseconds; the database's present where absent
 * @returns the moment that counts now; `undefined`, with nothing changed, for one that is still to come
 */
export async function cutOffTokens(store: Store, tenantId: string, moment?: number): Promise<number | undefined> {
  const at = await store.now()
  const before = moment ?? at
  if (before > at) return undefined
  await store.withTenant(tenantId, async ({ blocks, sessions, audit }) => {
    await blocks.refuseTokensBefore(before, at)
    await sessions.purge({ begunBefore: before, usedBefore: 0 })
    await audit.append({ at, action: 'tokens:cut-off', actor: 'operator', detail: { before: timestamp(before) } })
  })
  return before
}

/** The moment before which a tenant's tokens count no more, epoch milliseconds; read anew every few seconds. */
export type TokenCutOff = (tenantId: string) => Promise<number>

const freshForMs = 5000

export function createTokenCutOff({ store, clock }: { store: Pick<Store, 'withTenant'>; clock: Clock }): TokenCutOff {
  const known = new Map<string, { readAt: number; moment: Promise<number> }>()
  return (tenantId) => {
    const now = clock.now()
    const last = known.get(tenantId)
    if (last !== undefined && now - last.readAt < freshForMs && now >= last.readAt) return last.moment
    const moment = store.withTenant(tenantId, ({ blocks }) => blocks.tokensRefusedBefore())
    const read = { readAt: now, moment }
    known.set(tenantId, read)
    moment.catch(() => {
      if (known.get(tenantId) === read) known.delete(tenantId)
    })
    return moment
  }
}
