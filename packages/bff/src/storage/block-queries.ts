import type { BlockStore } from '../ports/store.ts'
import type { TenantScope } from './tenant-scope.ts'
import { createFactQueries } from './upkeep-queries.ts'

/** The name of the fact that says from when on tokens count. */
const cutOff = 'tokens-refused-before'

export function createBlockQueries({ db, tenantId }: TenantScope): BlockStore {
  const readCutOff = () =>
    db.selectFrom('facts').where('tenant_id', '=', tenantId).where('name', '=', cutOff).select('value')

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

    async refuseTokensBefore(moment, at) {
      await createFactQueries({ db, tenantId }).note(cutOff, String(moment), at)
    },

    async tokensRefusedBefore() {
      return Number((await readCutOff().executeTakeFirst())?.value ?? 0)
    },

    async barOf(userId) {
      const row = await db
        .selectNoFrom((eb) => [
          eb
            .selectFrom('blocks')
            .where('tenant_id', '=', tenantId)
            .where('user_id', '=', userId)
            .select('at')
            .as('blocked_at'),
          readCutOff().as('cut_off'),
        ])
        .executeTakeFirstOrThrow()
      return { isBlocked: row.blocked_at !== null, tokensRefusedBefore: Number(row.cut_off ?? 0) }
    },
  }
}
