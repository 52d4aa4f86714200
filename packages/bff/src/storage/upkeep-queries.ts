import type { ChoreStore, FactStore, OrphanStore } from '../ports/upkeep.ts'
import type { TenantScope } from './tenant-scope.ts'

export function createChoreQueries({ db, tenantId }: TenantScope): ChoreStore {
  return {
    async claim(name, now, busyUntil) {
      const claimed = await db
        .insertInto('chores')
        .values({ tenant_id: tenantId, name, due_at: busyUntil })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'name']).doUpdateSet({ due_at: busyUntil }).where('chores.due_at', '<=', now),
        )
        .returning('name')
        .execute()
      return claimed.length > 0
    },

    async again(name, at) {
      await db
        .insertInto('chores')
        .values({ tenant_id: tenantId, name, due_at: at })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doUpdateSet({ due_at: at }))
        .execute()
    },

    async nextDueAt() {
      const row = await db
        .selectFrom('chores')
        .where('tenant_id', '=', tenantId)
        .select(({ fn }) => fn.min('due_at').as('at'))
        .executeTakeFirst()
      return row?.at ?? undefined
    },
  }
}

export function createFactQueries({ db, tenantId }: Pick<TenantScope, 'db' | 'tenantId'>): FactStore {
  return {
    async get(name) {
      return db
        .selectFrom('facts')
        .where('tenant_id', '=', tenantId)
        .where('name', '=', name)
        .select(['value', 'since'])
        .executeTakeFirst()
    },

    async note(name, value, at) {
      await db
        .insertInto('facts')
        .values({ tenant_id: tenantId, name, value, since: at })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'name']).doUpdateSet({ value, since: at }).where('facts.value', '!=', value),
        )
        .execute()
    },
  }
}

export function createOrphanQueries({ db, tenantId }: TenantScope): OrphanStore {
  return {
    async keep({ recordID, meetingID }, at) {
      await db
        .insertInto('orphan_recordings')
        .values({
          tenant_id: tenantId,
          record_id: recordID,
          meeting_id: meetingID,
          first_seen_at: at,
          last_seen_at: at,
          times: 1,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'record_id'])
            .doUpdateSet(({ eb }) => ({ last_seen_at: at, times: eb('orphan_recordings.times', '+', 1) })),
        )
        .execute()
    },

    async list(limit) {
      const rows = await db
        .selectFrom('orphan_recordings')
        .where('tenant_id', '=', tenantId)
        .orderBy('last_seen_at', 'desc')
        .limit(limit)
        .selectAll()
        .execute()
      return rows.map((row) => ({
        recordID: row.record_id,
        meetingID: row.meeting_id,
        firstSeenAt: row.first_seen_at,
        lastSeenAt: row.last_seen_at,
        times: row.times,
      }))
    },

    async forget(recordID) {
      await db
        .deleteFrom('orphan_recordings')
        .where('tenant_id', '=', tenantId)
        .where('record_id', '=', recordID)
        .execute()
    },

    async purge(before) {
      const purged = await db
        .deleteFrom('orphan_recordings')
        .where('tenant_id', '=', tenantId)
        .where('last_seen_at', '<', before)
        .returning('record_id')
        .execute()
      return purged.length
    },
  }
}
