import type { PersonRegister } from '../ports/store.ts'
import { createAttendanceQueries } from './attendance-queries.ts'
import { findSalt, referenceOf } from './person-reference.ts'
import type { TenantScope } from './tenant-scope.ts'

/** Every place that can name a person by their pseudonym, apart from the audit log. */
export function createPersonQueries(scope: TenantScope): PersonRegister {
  const { db, tenantId } = scope
  const attendance = createAttendanceQueries(scope)

  async function countAuditRows(reference: string): Promise<number> {
    const rows = await db
      .selectFrom('audit')
      .where('tenant_id', '=', tenantId)
      .where((where) => where.or([where('actor', '=', reference), where('detail', 'like', containing(reference))]))
      .select('seq')
      .execute()
    return rows.length
  }

  return {
    async held(userId) {
      const salt = await findSalt(scope, userId)
      const reference = salt === undefined ? undefined : referenceOf(salt, userId)
      const blocked = await db
        .selectFrom('blocks')
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .select('at')
        .execute()
      const answers = await db
        .selectFrom('idempotency')
        .where('tenant_id', '=', tenantId)
        .where('person', '=', userId)
        .select('key')
        .execute()
      const callbacks = await db
        .selectFrom('inbox')
        .where('tenant_id', '=', tenantId)
        .where('facts', 'like', containing(userId))
        .select('item_id')
        .execute()
      const webhooks = await db
        .selectFrom('webhook_outbox')
        .where('tenant_id', '=', tenantId)
        .where('body', 'like', containing(userId))
        .select('message_id')
        .execute()
      return {
        reference,
        auditRows: reference === undefined ? 0 : await countAuditRows(reference),
        isBlocked: blocked.length > 0,
        attendance: await attendance.ofPerson(userId),
        others: answers.length + callbacks.length + webhooks.length,
      }
    },

    async purge(before) {
      const purged = await db
        .deleteFrom('people')
        .where('tenant_id', '=', tenantId)
        .where('since', '<', before)
        .returning('since')
        .execute()
      return purged.length
    },

    async erase(userId) {
      const people = await db
        .deleteFrom('people')
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .returning('since')
        .execute()
      const blocks = await db
        .deleteFrom('blocks')
        .where('tenant_id', '=', tenantId)
        .where('user_id', '=', userId)
        .returning('at')
        .execute()
      const answers = await db
        .deleteFrom('idempotency')
        .where('tenant_id', '=', tenantId)
        .where('person', '=', userId)
        .returning('key')
        .execute()
      const callbacks = await db
        .deleteFrom('inbox')
        .where('tenant_id', '=', tenantId)
        .where('facts', 'like', containing(userId))
        .returning('item_id')
        .execute()
      const webhooks = await db
        .deleteFrom('webhook_outbox')
        .where('tenant_id', '=', tenantId)
        .where('body', 'like', containing(userId))
        .returning('message_id')
        .execute()
      return {
        people: people.length,
        blocks: blocks.length,
        attendance: await attendance.erase(userId),
        idempotency: answers.length,
        inbox: callbacks.length,
        webhook_outbox: webhooks.length,
      }
    },
  }
}

/** Pseudonyms are 32 characters of base64url: an underscore that matches anything finds nobody else. */
function containing(text: string): string {
  return `%${text}%`
}
