import { chainHash } from '../domain/audit/verify-audit.ts'
import type { AuditLog, AuditRow } from '../ports/store.ts'
import type { TenantScope } from './tenant-scope.ts'

export function createAuditQueries({ db, tenantId }: TenantScope): AuditLog {
  return {
    async append(entry) {
      const head = await db
        .insertInto('audit_heads')
        .values({ tenant_id: tenantId, seq: 1, hash: '' })
        .onConflict((conflict) =>
          conflict.column('tenant_id').doUpdateSet(({ eb }) => ({ seq: eb('audit_heads.seq', '+', 1) })),
        )
        .returning(['seq', 'hash'])
        .executeTakeFirstOrThrow()
      const rowHash = chainHash(head.hash, { ...entry, seq: head.seq })
      await db
        .insertInto('audit')
        .values({
          tenant_id: tenantId,
          seq: head.seq,
          at: entry.at,
          action: entry.action,
          actor: entry.actor,
          room_id: entry.roomId ?? null,
          meeting_row_id: entry.meetingRowId ?? null,
          recording_id: entry.recordingId ?? null,
          detail: entry.detail === undefined ? null : JSON.stringify(entry.detail),
          previous_hash: head.hash,
          hash: rowHash,
        })
        .execute()
      await db.updateTable('audit_heads').set({ hash: rowHash }).where('tenant_id', '=', tenantId).execute()
    },

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
  }
}
