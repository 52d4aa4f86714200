import type { RoomSnapshot, Store } from '../../ports/store.ts'

/**
 * Reads rooms for all who ask at the same time at once: whoever asks while a read is on its way shares the next one, so
 * that nobody is answered from a read that began before they asked. A class that arrives together costs a few reads.
 */
export type SnapshotReader = (tenantId: string, roomId: string) => Promise<RoomSnapshot | undefined>

interface Reads {
  current: Promise<unknown>
  next: Promise<RoomSnapshot | undefined> | undefined
}

export function createSnapshotReader({ store }: { store: Pick<Store, 'withTenant'> }): SnapshotReader {
  const reads = new Map<string, Reads>()

  return (tenantId, roomId) => {
    const key = JSON.stringify([tenantId, roomId])
    const underWay = reads.get(key)
    if (underWay === undefined) return read(undefined)
    underWay.next ??= underWay.current.then(() => read(underWay))
    return underWay.next

    function read(before: Reads | undefined): Promise<RoomSnapshot | undefined> {
      const snapshot = store.withTenant(tenantId, ({ rooms }) => rooms.look(roomId))
      const mine: Reads = { current: snapshot.catch(() => undefined).then(forget), next: undefined }
      if (before === undefined || reads.get(key) === before) reads.set(key, mine)
      return snapshot

      function forget(): void {
        if (reads.get(key) === mine && mine.next === undefined) reads.delete(key)
      }
    }
  }
}
