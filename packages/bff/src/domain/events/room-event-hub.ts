import type { Clock } from '../../ports/clock.ts'
import type { Store, StoredRoomEvent } from '../../ports/store.ts'
import { tenantKey } from '../../tenant-key.ts'

/** Tells who listens to a room what is new, from whichever replica it comes. */
export interface RoomEventHub {
  /** The `seq` of the latest event of a room; 0 before the first. */
  head(tenantId: string, roomId: string): Promise<number>
  /**
   * Resolves with the events after `seq`, as soon as there are any; with none when `waitMs` pass or `signal` aborts.
   * Events kept no more are passed over.
   */
  after(
    subscription: { tenantId: string; roomId: string; seq: number },
    options: { waitMs: number; signal: AbortSignal },
  ): Promise<StoredRoomEvent[]>
  /** Looks for events of other replicas until aborted. */
  run(signal: AbortSignal): Promise<void>
}

/** A room that somebody listens to. */
interface Channel {
  tenantId: string
  roomId: string
  listeners: number
  /** The latest `seq` that listeners were woken for. */
  head: number
  /** Those asleep. */
  asleep: Set<() => void>
  /** One read for all who were woken together, by the `seq` they start from. */
  reads: Map<number, Promise<StoredRoomEvent[]>>
}

const pollMs = 1000
const batch = 100

/**
 * Events are rows: those written here wake listeners at once, those of other replicas within a second, by one query per
 * tenant however many listen. A thousand listeners of a room share one read.
 */
export function createRoomEventHub(ports: { store: Store; clock: Clock }): RoomEventHub {
  const { store, clock } = ports
  const channels = new Map<string, Channel>()

  function enter(tenantId: string, roomId: string): Channel {
    const key = tenantKey(tenantId, roomId)
    const channel = channels.get(key) ?? {
      tenantId,
      roomId,
      listeners: 0,
      head: 0,
      asleep: new Set(),
      reads: new Map(),
    }
    channels.set(key, channel)
    channel.listeners++
    return channel
  }

  function leave(channel: Channel): void {
    if (--channel.listeners === 0) channels.delete(tenantKey(channel.tenantId, channel.roomId))
  }

  store.onRoomEvents((tenantId, roomId) => {
    const channel = channels.get(tenantKey(tenantId, roomId))
    if (channel !== undefined) wake(channel)
  })

  function read(channel: Channel, seq: number): Promise<StoredRoomEvent[]> {
    const shared = channel.reads.get(seq)
    if (shared !== undefined) return shared
    const fresh = store.withTenant(channel.tenantId, ({ events }) => events.after(channel.roomId, seq, batch))
    channel.reads.set(seq, fresh)
    fresh.catch(() => channel.reads.delete(seq))
    return fresh
  }

  /** Until woken, `waitMs` are over, or `signal` aborts. `asleep` is entered at once, before anything is awaited. */
  async function sleep(channel: Channel, waitMs: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController()
    const resume = () => woken.abort()
    channel.asleep.add(resume)
    await clock.sleep(waitMs, AbortSignal.any([woken.signal, signal]))
    channel.asleep.delete(resume)
  }

  async function pollOtherReplicas(): Promise<void> {
    const byTenant = new Map<string, Channel[]>()
    for (const channel of channels.values()) {
      byTenant.set(channel.tenantId, [...(byTenant.get(channel.tenantId) ?? []), channel])
    }
    for (const [tenantId, listened] of byTenant) {
      const heads = await store.withTenant(tenantId, ({ events }) => events.heads(listened.map(({ roomId }) => roomId)))
      for (const channel of listened) {
        const head = heads.get(channel.roomId) ?? 0
        if (head <= channel.head) continue
        channel.head = head
        wake(channel)
      }
    }
  }

  return {
    async head(tenantId, roomId) {
      const heads = await store.withTenant(tenantId, ({ events }) => events.heads([roomId]))
      return heads.get(roomId) ?? 0
    },

    async after({ tenantId, roomId, seq }, { waitMs, signal }) {
      const channel = enter(tenantId, roomId)
      const giveUpAt = clock.now() + waitMs
      try {
        for (;;) {
          const generation = channel.reads
          const events = await read(channel, seq)
          if (events.length > 0) return events
          const remainingMs = giveUpAt - clock.now()
          if (remainingMs <= 0 || signal.aborted) return []
          // Woken while it read: read again instead of sleeping through it.
          if (generation === channel.reads) await sleep(channel, remainingMs, signal)
        }
      } finally {
        leave(channel)
      }
    },

    async run(signal) {
      while (!signal.aborted) {
        await clock.sleep(pollMs, signal)
        // A store that is away for a moment is asked again in a second.
        await pollOtherReplicas().catch(() => undefined)
      }
    },
  }
}

/** What was read before counts no more. */
function wake(channel: Channel): void {
  channel.reads = new Map()
  const asleep = [...channel.asleep]
  channel.asleep.clear()
  for (const resume of asleep) resume()
}
