import type { RoomEventType } from '@bbb-room/bff-api'
import type { RoomEventLog } from '../ports/store.ts'
import type { TenantScope } from './tenant-scope.ts'

/** @param onAppended hears of each room with a new event; the events count only once the transaction commits */
export function createEventQueries({ db, tenantId }: TenantScope, onAppended: (roomId: string) => void): RoomEventLog {
  return {
    async append(roomId, type, at) {
      const { seq } = await db
        .insertInto('room_event_heads')
        .values({ tenant_id: tenantId, room_id: roomId, seq: 1 })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'room_id'])
            .doUpdateSet(({ eb }) => ({ seq: eb('room_event_heads.seq', '+', 1) })),
        )
        .returning('seq')
        .executeTakeFirstOrThrow()
      await db.insertInto('room_events').values({ tenant_id: tenantId, room_id: roomId, seq, type, at }).execute()
      onAppended(roomId)
    },

    async after(roomId, seq, limit) {
      const rows = await db
        .selectFrom('room_events')
        .where('tenant_id', '=', tenantId)
        .where('room_id', '=', roomId)
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .select(['seq', 'type', 'at'])
        .execute()
      return rows.map((row) => ({ roomId, seq: row.seq, type: row.type as RoomEventType, at: row.at }))
    },

    async heads(roomIds) {
      if (roomIds.length === 0) return new Map()
      const rows = await db
        .selectFrom('room_event_heads')
        .where('tenant_id', '=', tenantId)
        .where('room_id', 'in', roomIds)
        .select(['room_id', 'seq'])
        .execute()
      return new Map(rows.map((row) => [row.room_id, row.seq]))
    },

    async purge(before) {
      const purged = await db
        .deleteFrom('room_events')
        .where('tenant_id', '=', tenantId)
        .where('at', '<', before)
        .returning('seq')
        .execute()
      return purged.length
    },
  }
}
