import type { BlockStore } from '../ports/store.ts'
import type { TenantScope } from './tenant-scope.ts'

export function createBlockQueries({ db, tenantId }: TenantScope): BlockStore {
  return {
    async add(userId, at) {
      const added = await db
        .insertInto('blocks')
        .values({ tenant_id: tenantId, user_id: userId, at })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'user_id']).doNothing())
        .returning('user_id')
        .execute()
      return added.length > 0
    },

    async remove(userId) {
      const removed = await db
        .deleteFrom('blocks')
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .returning('user_id')
        .execute()
      return removed.length > 0
    },

    async has(userId) {
      const found = await db
        .selectFrom('blocks')
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .select('user_id')
        .executeTakeFirst()
      return found !== undefined
    },

    async among(userIds) {
      if (userIds.length === 0) return new Set()
      const found = await db
        .selectFrom('blocks')
        .where('tenant_id', '=', tenantId)
        .where('user_id', 'in', userIds)
        .select('user_id')
        .execute()
      return new Set(found.map((row) => row.user_id))
    },
  }
}
