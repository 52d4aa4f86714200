import { chainHash } from '../domain/audit/verify-audit.ts'
import type { AuditActor, AuditEntry, AuditLog, AuditRow } from '../ports/store.ts'
import { takeReferences } from './person-reference.ts'
import type { TenantScope } from './tenant-scope.ts'

export function createAuditQueries(scope: TenantScope): AuditLog {
  const { db, tenantId, trimAudit } = scope

  async function append(...entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return
    const rows = await withReferences(scope, entries)
    const head = await db
      .insertInto('audit_heads')
      .values({ tenant_id: tenantId, seq: rows.length, hash: '' })
      .onConflict((conflict) =>
        conflict.column('tenant_id').doUpdateSet(({ eb }) => ({ seq: eb('audit_heads.seq', '+', rows.length) })),
      )
      .returning(['seq', 'hash'])
      .executeTakeFirstOrThrow()
    let { hash } = head
    const chained = rows.map((row, n) => {
      const seq = head.seq - rows.length + 1 + n
      const previousHash = hash
      hash = chainHash(previousHash, { ...row, seq })
      return {
        tenant_id: tenantId,
        seq,
        at: row.at,
        action: row.action,
        actor: row.actor,
        room_id: row.roomId ?? null,
        meeting_row_id: row.meetingRowId ?? null,
        recording_id: row.recordingId ?? null,
        detail: row.detail === undefined ? null : JSON.stringify(row.detail),
        previous_hash: previousHash,
        hash,
      }
    })
    await db.insertInto('audit').values(chained).execute()
    await db.updateTable('audit_heads').set({ hash }).where('tenant_id', '=', tenantId).execute()
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

type UnchainedRow = Omit<AuditRow, 'seq' | 'hash' | 'previousHash'>

/** The entries with what stands for people in the place of people. */
async function withReferences(scope: TenantScope, entries: readonly AuditEntry[]): Promise<UnchainedRow[]> {
  const people = new Set(entries.flatMap(({ actor, about }) => [personOf(actor), about ?? []].flat()))
  const references = await takeReferences(scope, people, entries[0]?.at ?? 0)
  const referenceTo = (userId: string) => references.get(userId) ?? ''
  return entries.map(({ actor, about, ...entry }) => ({
    ...entry,
    actor: typeof actor === 'string' ? actor : referenceTo(actor.person),
    ...(about !== undefined && { detail: { ...entry.detail, person: referenceTo(about) } }),
  }))
}

function personOf(actor: AuditActor): string[] {
  return typeof actor === 'string' ? [] : [actor.person]
}
