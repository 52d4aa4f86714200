import type { UsedTicketStore } from '../ports/store.ts'
import type { TenantScope } from './tenant-scope.ts'

export function createTicketQueries({ db, tenantId }: TenantScope): UsedTicketStore {
  async function consumeAll(tickets: readonly { tokenId: string; keepUntil: number }[]): Promise<Set<string>> {
    // In one order everywhere, so that two replicas never wait for each other.
    const ordered = [...tickets].sort((a, b) => (a.tokenId < b.tokenId ? -1 : 1))
    const inserted = await db
      .insertInto('used_tickets')
      .values(
        ordered.map(({ tokenId, keepUntil }) => ({ tenant_id: tenantId, token_id: tokenId, keep_until: keepUntil })),
      )
      .onConflict((conflict) => conflict.columns(['tenant_id', 'token_id']).doNothing())
      .returning('token_id')
      .execute()
    return new Set(inserted.map((row) => row.token_id))
  }

  return {
    consume: async (tokenId, keepUntil) => (await consumeAll([{ tokenId, keepUntil }])).has(tokenId),

    consumeAll,

    async giveBack(tokenIds) {
      if (tokenIds.length === 0) return
      await db.deleteFrom('used_tickets').where('tenant_id', '=', tenantId).where('token_id', 'in', tokenIds).execute()
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
