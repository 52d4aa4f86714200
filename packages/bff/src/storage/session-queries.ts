import type { SessionStore } from '../ports/session-store.ts'
import type { TenantScope } from './tenant-scope.ts'

export function createSessionQueries({ db, tenantId }: TenantScope): SessionStore {
  return {
    async start({ sessionHash, sealed, at }) {
      await db
        .insertInto('sessions')
        .values({ tenant_id: tenantId, session_hash: sessionHash, sealed, begun_at: at, used_at: at })
        .execute()
    },

    async use(sessionHash, now, { begunAfter, usedAfter }) {
      const [found] = await db
        .updateTable('sessions')
        .set({ used_at: now })
        .where('tenant_id', '=', tenantId)
        .where('session_hash', '=', sessionHash)
        .where('begun_at', '>', begunAfter)
        .where('used_at', '>', usedAfter)
        .returning('sealed')
        .execute()
      return found?.sealed
    },

    async end(sessionHash) {
      const ended = await db
        .deleteFrom('sessions')
        .where('tenant_id', '=', tenantId)
        .where('session_hash', '=', sessionHash)
        .returning('session_hash')
        .execute()
      return ended.length > 0
    },

    async purge({ begunBefore, usedBefore }) {
      const purged = await db
        .deleteFrom('sessions')
        .where('tenant_id', '=', tenantId)
        .where((row) => row.or([row('begun_at', '<=', begunBefore), row('used_at', '<=', usedBefore)]))
        .returning('session_hash')
        .execute()
      return purged.length
    },
  }
}
