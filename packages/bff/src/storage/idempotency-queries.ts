import type { IdempotencyStore } from '../ports/store.ts'
import type { TenantScope } from './tenant-scope.ts'

export function createIdempotencyQueries({ db, tenantId }: TenantScope): IdempotencyStore {
  return {
    async begin(key, { hash, at, abandonedBefore, person }) {
      const begun = await db
        .insertInto('idempotency')
        .values({ tenant_id: tenantId, key, request_hash: hash, person, begun_at: at })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'key'])
            .doUpdateSet({ begun_at: at })
            .where('idempotency.status', 'is', null)
            .where('idempotency.request_hash', '=', hash)
            .where('idempotency.begun_at', '<', abandonedBefore),
        )
        .returning('key')
        .execute()
      if (begun.length > 0) return 'begun'
      const first = await db
        .selectFrom('idempotency')
        .where('tenant_id', '=', tenantId)
        .where('key', '=', key)
        .select(['request_hash', 'status', 'body'])
        .executeTakeFirst()
      if (first === undefined) return 'under-way'
      if (first.request_hash !== hash) return 'another-request'
      return first.status === null ? 'under-way' : { status: first.status, body: first.body ?? '' }
    },

    async keep(key, { status, body }) {
      await db
        .updateTable('idempotency')
        .set({ status, body })
        .where('tenant_id', '=', tenantId)
        .where('key', '=', key)
        .execute()
    },

    async forget(key) {
      await db.deleteFrom('idempotency').where('tenant_id', '=', tenantId).where('key', '=', key).execute()
    },

    async purge(before) {
      const purged = await db
        .deleteFrom('idempotency')
        .where('tenant_id', '=', tenantId)
        .where('begun_at', '<', before)
        .returning('key')
        .execute()
      return purged.length
    },
  }
}
