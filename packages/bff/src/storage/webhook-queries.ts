import type { WebhookOutbox } from '../ports/webhook-outbox.ts'
import type { WebhookOutboxTable } from './tables.ts'
import type { TenantScope } from './tenant-scope.ts'

type Key = Pick<WebhookOutboxTable, 'message_id' | 'endpoint_id'>

export function createWebhookQueries({ db, tenantId }: TenantScope): WebhookOutbox {
  const webhook = ({ messageId, endpointId }: { messageId: string; endpointId: string }) =>
    db
      .updateTable('webhook_outbox')
      .where('tenant_id', '=', tenantId)
      .where('message_id', '=', messageId)
      .where('endpoint_id', '=', endpointId)
  const endpoints = () => db.selectFrom('webhook_endpoints').where('tenant_id', '=', tenantId)

  return {
    async add(webhooks) {
      if (webhooks.length === 0) return
      await db
        .insertInto('webhook_outbox')
        .values(
          webhooks.map(({ messageId, endpointId, type, body, createdAt }) => ({
            tenant_id: tenantId,
            message_id: messageId,
            endpoint_id: endpointId,
            type,
            body,
            created_at: createdAt,
            attempts: 0,
            next_attempt_at: createdAt,
          })),
        )
        .onConflict((conflict) => conflict.columns(['tenant_id', 'message_id', 'endpoint_id']).doNothing())
        .execute()
    },

    async claimDue(now, busyUntil, limit) {
      const due: Key[] = await db
        .selectFrom('webhook_outbox')
        .where('tenant_id', '=', tenantId)
        .where('next_attempt_at', '<=', now)
        .orderBy('next_attempt_at')
        .limit(limit)
        .select(['message_id', 'endpoint_id'])
        .execute()
      if (due.length === 0) return []
      const rows = await db
        .updateTable('webhook_outbox')
        .set({ next_attempt_at: busyUntil })
        .where('tenant_id', '=', tenantId)
        .where('next_attempt_at', '<=', now)
        .where((eb) =>
          eb(
            eb.refTuple('message_id', 'endpoint_id'),
            'in',
            due.map((key) => eb.tuple(key.message_id, key.endpoint_id)),
          ),
        )
        .returningAll()
        .execute()
      return rows
        .sort((a, b) => a.created_at - b.created_at)
        .map((row) => ({
          messageId: row.message_id,
          endpointId: row.endpoint_id,
          type: row.type,
          body: row.body,
          createdAt: row.created_at,
          attempts: row.attempts,
        }))
    },

    async nextDueAt() {
      const row = await db
        .selectFrom('webhook_outbox')
        .where('tenant_id', '=', tenantId)
        .where('next_attempt_at', 'is not', null)
        .select(({ fn }) => fn.min('next_attempt_at').as('at'))
        .executeTakeFirst()
      return row?.at ?? undefined
    },

    async postpone(key, until) {
      await webhook(key)
        .where('done_at', 'is', null)
        .set(({ eb }) => ({ next_attempt_at: until, attempts: eb('attempts', '+', 1) }))
        .execute()
    },

    async finish(key, outcome, at) {
      await webhook(key)
        .where('done_at', 'is', null)
        .set(({ eb }) => ({ done_at: at, outcome, next_attempt_at: null, attempts: eb('attempts', '+', 1) }))
        .execute()
    },

    async stop(endpointId, at) {
      await db
        .insertInto('webhook_endpoints')
        .values({ tenant_id: tenantId, endpoint_id: endpointId, stopped_at: at })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'endpoint_id']).doNothing())
        .execute()
      await db
        .updateTable('webhook_outbox')
        .set({ done_at: at, outcome: 'endpoint-gone', next_attempt_at: null })
        .where('tenant_id', '=', tenantId)
        .where('endpoint_id', '=', endpointId)
        .where('done_at', 'is', null)
        .execute()
    },

    async resume(endpointId) {
      await db
        .deleteFrom('webhook_endpoints')
        .where('tenant_id', '=', tenantId)
        .where('endpoint_id', '=', endpointId)
        .execute()
    },

    async stopped() {
      const rows = await endpoints().select('endpoint_id').execute()
      return new Set(rows.map((row) => row.endpoint_id))
    },

    async purge(before) {
      const purged = await db
        .deleteFrom('webhook_outbox')
        .where('tenant_id', '=', tenantId)
        .where('done_at', '<', before)
        .returning('message_id')
        .execute()
      return purged.length
    },
  }
}
