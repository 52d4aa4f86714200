import { chainHash } from '../domain/audit/verify-audit.ts'
import type { AuditActor, AuditEntry, AuditLog, AuditRow } from '../ports/store.ts'
import { takeReference } from './person-reference.ts'
import type { TenantScope } from './tenant-scope.ts'

export function createAuditQueries(scope: TenantScope): AuditLog {
  const { db, tenantId, trimAudit } = scope

  const nameOf = async (actor: AuditActor, at: number): Promise<string> =>
    typeof actor === 'string' ? actor : takeReference(scope, actor.person, at)

  async function append(entry: AuditEntry): Promise<void> {
    const { actor, about, ...rest } = entry
    const row: Omit<AuditRow, 'seq' | 'hash' | 'previousHash'> = { ...rest, actor: await nameOf(actor, entry.at) }
    if (about !== undefined) row.detail = { ...row.detail, person: await takeReference(scope, about, entry.at) }
    const head = await db
      .insertInto('audit_heads')
      .values({ tenant_id: tenantId, seq: 1, hash: '' })
      .onConflict((conflict) =>
        conflict.column('tenant_id').doUpdateSet(({ eb }) => ({ seq: eb('audit_heads.seq', '+', 1) })),
      )
      .returning(['seq', 'hash'])
      .executeTakeFirstOrThrow()
    const rowHash = chainHash(head.hash, { ...row, seq: head.seq })
    await db
      .insertInto('audit')
      .values({
        tenant_id: tenantId,
        seq: head.seq,
        at: row.at,
        action: row.action,
        actor: row.actor,
        room_id: row.roomId ?? null,
        meeting_row_id: row.meetingRowId ?? null,
        recording_id: row.recordingId ?? null,
        detail: row.detail === undefined ? null : JSON.stringify(row.detail),
        previous_hash: head.hash,
        hash: rowHash,
      })
      .execute()
    await db.updateTable('audit_heads').set({ hash: rowHash }).where('tenant_id', '=', tenantId).execute()
  }

  return {
    append,

    async list(afterSeq, limit) {
      const rows = await db
        .selectFrom('audit')
        .where('tenant_id', '=', tenantId)
        .where('seq', '>', afterSeq)
        .orderBy('seq')
        .limit(limit)
        .selectAll()
        .execute()
      return rows.map((row) => ({
        seq: row.seq,
        at: row.at,
        action: row.action,
        actor: row.actor,
        ...(row.room_id !== null && { roomId: row.room_id }),
        ...(row.meeting_row_id !== null && { meetingRowId: row.meeting_row_id }),
        ...(row.recording_id !== null && { recordingId: row.recording_id }),
        ...(row.detail !== null && { detail: JSON.parse(row.detail) as NonNullable<AuditRow['detail']> }),
        previousHash: row.previous_hash,
        hash: row.hash,
      }))
    },

    async trim(before, at, limit) {
      const oldest = await db
        .selectFrom('audit')
        .where('tenant_id', '=', tenantId)
        .orderBy('seq')
        .limit(limit)
        .select(['seq', 'at', 'hash'])
        .execute()
      const firstKept = oldest.findIndex((row) => row.at >= before)
      const last = firstKept === -1 ? oldest.at(-1) : oldest[firstKept - 1]
      if (last === undefined) return 0
      const detail = { through: last.seq, hash: last.hash }
      await append({ at, action: 'audit:trim', actor: 'retention', detail })
      return trimAudit(last.seq)
    },
  }
}
