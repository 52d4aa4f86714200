import { sql } from 'kysely'
import type { LeaseStore } from '../ports/store.ts'
import type { TenantScope } from './tenant-scope.ts'

export function createLeaseQueries({ db, tenantId, databaseNow }: TenantScope): LeaseStore {
  return {
    async take(name, holder, durationMs) {
      const expiresAt = sql<number>`${databaseNow} + ${sql.lit(durationMs)}`
      const taken = await db
        .insertInto('leases')
        .values({ tenant_id: tenantId, name, holder, fence: 1, expires_at: expiresAt })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'name'])
            .doUpdateSet(({ eb }) => ({ holder, fence: eb('leases.fence', '+', 1), expires_at: expiresAt }))
            .where('leases.expires_at', '<=', databaseNow),
        )
        .returning('fence')
        .executeTakeFirst()
      return taken?.fence
    },

    async release(name, holder) {
      await db
        .updateTable('leases')
        .set({ expires_at: 0 })
        .where('tenant_id', '=', tenantId)
        .where('name', '=', name)
        .where('holder', '=', holder)
        .execute()
    },
  }
}
