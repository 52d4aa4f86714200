import type { ParkedItem, Store } from '../../ports/store.ts'
import type { OrphanRecording } from '../../ports/upkeep.ts'

const mostListed = 1000

/** A callback that was put aside, as an operator sees it: nothing of what it said about people. */
export type ParkedCallback = Pick<ParkedItem, 'itemId' | 'kind' | 'reason' | 'attempts' | 'receivedAt' | 'parkedAt'>

/** A tenant's parked callbacks, oldest first, at most a thousand. */
export async function listParkedCallbacks(store: Store, tenantId: string): Promise<ParkedCallback[]> {
  const parked = await store.withTenant(tenantId, ({ inbox }) => inbox.listParked(mostListed))
  return parked.map(({ itemId, kind, reason, attempts, receivedAt, parkedAt }) => ({
    itemId,
    kind,
    reason,
    attempts,
    receivedAt,
    parkedAt,
  }))
}

/**
 * Gives parked callbacks their tries back: one, or all without `itemId`. The running BFF takes them up within seconds.
 * @returns how many
 */
export async function replayCallbacks(store: Store, tenantId: string, itemId?: string): Promise<number> {
  const at = await store.now()
  return store.withTenant(tenantId, ({ inbox }) => inbox.replay(itemId, at))
}

/** Recordings that BBB announced and that no meeting of the tenant made, latest first, at most a thousand. */
export async function listOrphanRecordings(store: Store, tenantId: string): Promise<OrphanRecording[]> {
  return store.withTenant(tenantId, ({ orphans }) => orphans.list(mostListed))
}
