import type { TenantConfig } from '../../config/bff-config.ts'
import { BffFailure } from '../../failure.ts'
import type { RoomFacts } from '../../policy/room-policy.ts'
import type { Room, RoomSettings, RoomSnapshot, TenantStore } from '../../ports/store.ts'

/**
 * The room as declared, or as the tenant's defaults would make it on the first join.
 * @param snapshot what the store has of it
 * @throws {BffFailure} `NOT_FOUND` where only declared rooms exist
 */
export function roomOrDefault(
  snapshot: RoomSnapshot | undefined,
  tenant: TenantConfig,
  roomId: string,
  now: number,
): RoomSnapshot {
  if (snapshot !== undefined) return snapshot
  if (!tenant.rooms.createOnFirstJoin) throw new BffFailure('NOT_FOUND')
  return { room: undeclaredRoom(tenant, roomId, now), meeting: null }
}

/** The same inside a transaction. */
export async function findRoom(
  { rooms }: Pick<TenantStore, 'rooms'>,
  tenant: TenantConfig,
  roomId: string,
  now: number,
): Promise<RoomSnapshot> {
  return roomOrDefault(await rooms.look(roomId), tenant, roomId, now)
}

/** Nobody declared it, so only a moderator may be the first in it. */
function undeclaredRoom(tenant: TenantConfig, roomId: string, now: number): Room {
  const settings: RoomSettings = { ...tenant.rooms.defaults, name: roomNameFor(roomId), wait_for_moderator: true }
  return { roomId, settings, accessCodeHash: null, createdAt: now, updatedAt: now }
}

/** BBB wants two characters or more. */
function roomNameFor(roomId: string): string {
  return roomId.length < 2 ? `Room ${roomId}` : roomId
}

/** What policy decides by. */
export function factsOf({ room, meeting }: RoomSnapshot, tenant: TenantConfig, now: number): RoomFacts {
  return { settings: room.settings, meeting, now, endedForSeconds: tenant.limits.endedForSeconds }
}
