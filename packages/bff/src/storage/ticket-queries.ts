import type { UsedTicketStore } from '../ports/store.ts'
import type { TenantScope } from './tenant-scope.ts'

export function createTicketQueries({ db, tenantId }: TenantScope): UsedTicketStore {
  return {
    async consume(tokenId, keepUntil) {
      const inserted = await db
        .insertInto('used_tickets')
        .values({ tenant_id: tenantId, token_id: tokenId, keep_until: keepUntil })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'token_id']).doNothing())
        .returning('token_id')
        .execute()
      return inserted.length > 0
    },

    async purge(before) {
      const purged = await db
        .deleteFrom('used_tickets')
        .where('tenant_id', '=', tenantId)
        .where('keep_until', '<', before)
        .returning('token_id')
        .execute()
      return purged.length
    },
  }
}
