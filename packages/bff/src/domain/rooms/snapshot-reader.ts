import type { RoomSnapshot, Store, TenantStore } from '../../ports/store.ts'
import { tenantKey } from '../../tenant-key.ts'

/** A room as the store has it, and whether whoever looks is blocked. */
export interface Sight {
  snapshot: RoomSnapshot | undefined
  isBlocked: boolean
}

/**
 * Reads rooms for all who ask at the same time at once: whoever asks while a read is on its way shares the next one, so
 * that nobody is answered from a read that began before they asked. A class that arrives together costs a few reads.
 * @param userId the pseudonym of whoever looks, where a block counts
 */
export type SnapshotReader = (tenantId: string, roomId: string, userId?: string) => Promise<Sight>

interface Read {
  snapshot: RoomSnapshot | undefined
  blocked: ReadonlySet<string>
}

interface Reads {
  current: Promise<unknown>
  next: { userIds: Set<string>; read: Promise<Read> } | undefined
}

export function createSnapshotReader({ store }: { store: Pick<Store, 'withTenant'> }): SnapshotReader {
  const reads = new Map<string, Reads>()

  return async (tenantId, roomId, userId) => {
    const key = tenantKey(tenantId, roomId)
    const { snapshot, blocked } = await shared()
    return { snapshot, isBlocked: userId !== undefined && blocked.has(userId) }

    function shared(): Promise<Read> {
      const underWay = reads.get(key)
      if (underWay === undefined) return read(undefined, new Set(userId === undefined ? [] : [userId]))
      if (underWay.next === undefined) {
        const userIds = new Set<string>()
        underWay.next = { userIds, read: underWay.current.then(() => read(underWay, userIds)) }
      }
      if (userId !== undefined) underWay.next.userIds.add(userId)
      return underWay.next.read
    }

    function read(before: Reads | undefined, userIds: ReadonlySet<string>): Promise<Read> {
      const fresh = store.withTenant(tenantId, (rows) => lookFor(rows, roomId, [...userIds]))
      const mine: Reads = { current: fresh.catch(() => undefined).then(forget), next: undefined }
      if (before === undefined || reads.get(key) === before) reads.set(key, mine)
      return fresh

      function forget(): void {
        if (reads.get(key) === mine && mine.next === undefined) reads.delete(key)
      }
    }
  }
}

/** One statement, as long as nobody of them is blocked. */
async function lookFor(rows: TenantStore, roomId: string, userIds: readonly string[]): Promise<Read> {
  const snapshot = await rows.rooms.look(roomId, userIds)
  const isAnyBlocked = snapshot === undefined ? userIds.length > 0 : snapshot.blockedCount > 0
  return { snapshot, blocked: isAnyBlocked ? await rows.blocks.among(userIds) : new Set() }
}
