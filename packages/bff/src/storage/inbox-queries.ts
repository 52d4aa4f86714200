import { sql } from 'kysely'
import type { CallbackInbox, CallbackKind, InboxItem } from '../ports/store.ts'
import type { InboxTable } from './tables.ts'
import type { TenantScope } from './tenant-scope.ts'

function readItem(row: InboxTable): InboxItem {
  return {
    itemId: row.item_id,
    kind: row.kind as CallbackKind,
    facts: JSON.parse(row.facts) as InboxItem['facts'],
    receivedAt: row.received_at,
    attempts: row.attempts,
  }
}

export function createInboxQueries({ db, tenantId }: TenantScope): CallbackInbox {
  const item = (itemId: string) =>
    db.updateTable('inbox').where('tenant_id', '=', tenantId).where('item_id', '=', itemId)

  return {
    async accept(accepted, againAfterMs) {
      const facts = JSON.stringify(accepted.facts)
      const query = db
        .insertInto('inbox')
        .values({
          tenant_id: tenantId,
          item_id: accepted.itemId,
          kind: accepted.kind,
          facts,
          received_at: accepted.receivedAt,
          attempts: 0,
          next_attempt_at: accepted.receivedAt,
        })
        .onConflict((conflict) => {
          const same = conflict.columns(['tenant_id', 'item_id'])
          if (againAfterMs === undefined) return same.doNothing()
          const notBefore = sql<number>`inbox.done_at + ${sql.lit(againAfterMs)}`
          return same
            .doUpdateSet(({ eb }) => ({
              facts,
              received_at: accepted.receivedAt,
              attempts: 0,
              done_at: null,
              next_attempt_at: eb
                .case()
                .when(notBefore, '>', accepted.receivedAt)
                .then(notBefore)
                .else(accepted.receivedAt)
                .end(),
            }))
            .where('inbox.done_at', 'is not', null)
        })
        .returning('item_id')
      if ((await query.execute()).length > 0) return true
      if (againAfterMs !== undefined) {
        await item(accepted.itemId)
          .set(({ eb }) => ({
            received_at: eb
              .case()
              .when('received_at', '<', accepted.receivedAt)
              .then(accepted.receivedAt)
              .else(eb('received_at', '+', 1))
              .end(),
          }))
          .where('done_at', 'is', null)
          .where('parked_at', 'is', null)
          .execute()
      }
      return false
    },

    async claimDue(now, busyUntil, limit) {
      const rows = await db
        .updateTable('inbox')
        .set({ next_attempt_at: busyUntil })
        .where('tenant_id', '=', tenantId)
        .where('next_attempt_at', '<=', now)
        .where('item_id', 'in', (query) =>
          query
            .selectFrom('inbox as due')
            .where('due.tenant_id', '=', tenantId)
            .where('due.next_attempt_at', '<=', now)
            .orderBy('due.next_attempt_at')
            .limit(limit)
            .select('due.item_id'),
        )
        .returningAll()
        .execute()
      return rows.map(readItem).sort((a, b) => a.receivedAt - b.receivedAt)
    },

    async nextDueAt() {
      const row = await db
        .selectFrom('inbox')
        .where('tenant_id', '=', tenantId)
        .where('next_attempt_at', 'is not', null)
        .select(({ fn }) => fn.min('next_attempt_at').as('at'))
        .executeTakeFirst()
      return row?.at ?? undefined
    },

    async done(itemId, at, again) {
      if (again !== undefined) {
        const repeated = await item(itemId)
          .set({ next_attempt_at: at + again.afterMs, attempts: 0 })
          .where('received_at', '>', again.receivedAt)
          .returning('item_id')
          .execute()
        if (repeated.length > 0) return
      }
      await item(itemId).set({ done_at: at, next_attempt_at: null, facts: '{}' }).execute()
    },

    async postpone(itemId, until) {
      await item(itemId)
        .set(({ eb }) => ({ next_attempt_at: until, attempts: eb('attempts', '+', 1) }))
        .execute()
    },

    async forget(itemId) {
      await db.deleteFrom('inbox').where('tenant_id', '=', tenantId).where('item_id', '=', itemId).execute()
    },

    async park(itemId, reason, at) {
      await item(itemId)
        .set(({ eb }) => ({ parked_at: at, reason, next_attempt_at: null, attempts: eb('attempts', '+', 1) }))
        .execute()
    },

    async listParked(limit) {
      const rows = await db
        .selectFrom('inbox')
        .where('tenant_id', '=', tenantId)
        .where('parked_at', 'is not', null)
        .orderBy('parked_at')
        .limit(limit)
        .selectAll()
        .execute()
      return rows.map((row) => ({ ...readItem(row), parkedAt: row.parked_at ?? 0, reason: row.reason ?? '' }))
    },

    async replay(itemId, at) {
      let query = db
        .updateTable('inbox')
        .set({ parked_at: null, reason: null, attempts: 0, next_attempt_at: at })
        .where('tenant_id', '=', tenantId)
        .where('parked_at', 'is not', null)
      if (itemId !== undefined) query = query.where('item_id', '=', itemId)
      return (await query.returning('item_id').execute()).length
    },

    async purge(before) {
      const purged = await db
        .deleteFrom('inbox')
        .where('tenant_id', '=', tenantId)
        .where((eb) => eb.or([eb('done_at', '<', before), eb('parked_at', '<', before)]))
        .returning('item_id')
        .execute()
      return purged.length
    },
  }
}
