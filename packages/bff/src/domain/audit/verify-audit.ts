import { hash } from 'node:crypto'
import type { AuditRow, Store } from '../../ports/store.ts'

const batch = 1000

/**
 * Links a row to the one before it: SHA-256 over the previous hash and every field, in hex. Anybody with an export can
 * compute it again.
 */
export function chainHash(previousHash: string, row: Omit<AuditRow, 'hash' | 'previousHash'>): string {
  const fields = [
    row.seq,
    row.at,
    row.action,
    row.actor,
    row.roomId ?? null,
    row.meetingRowId ?? null,
    row.recordingId ?? null,
    row.detail === undefined ? null : Object.entries(row.detail).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]
  return hash('sha256', `${previousHash}\n${JSON.stringify(fields)}`, 'hex')
}

/** Every row of a tenant's audit log in order, read in portions. */
export async function* exportAudit(store: Store, tenantId: string): AsyncGenerator<AuditRow, void, undefined> {
  for (let after = 0; ;) {
    const rows = await store.withTenant(tenantId, ({ audit }) => audit.list(after, batch))
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < batch) return
    after = last.seq
  }
}

/** What a check of the chain found. `head` is the hash of the last row: keep it elsewhere to notice a cut-off end. */
export type AuditCheck =
  { intact: true; rows: number; head: string; trimmedThrough: number } | { intact: false; firstBadSeq: number }

/**
 * Computes the whole chain of a tenant again. A row that was changed, taken out or put in breaks it from there on.
 * Where the oldest rows were taken out by age, a row `audit:trim` further on has to say so, with the hash that the chain
 * goes on from: `trimmedThrough` is the last that is gone, 0 for none.
 */
export async function verifyAudit(store: Store, tenantId: string): Promise<AuditCheck> {
  let head = ''
  let rows = 0
  let trimmedThrough = 0
  let trimmedTo = ''
  let isVouchedFor = true
  for await (const row of exportAudit(store, tenantId)) {
    if (rows === 0 && row.seq !== 1) {
      trimmedThrough = row.seq - 1
      head = trimmedTo = row.previousHash
      isVouchedFor = false
    }
    rows++
    const seq = trimmedThrough + rows
    if (row.seq !== seq || row.previousHash !== head || row.hash !== chainHash(head, row)) {
      return { intact: false, firstBadSeq: seq }
    }
    const { through, hash: endHash } = row.detail ?? {}
    isVouchedFor ||= row.action === 'audit:trim' && through === trimmedThrough && endHash === trimmedTo
    head = row.hash
  }
  return isVouchedFor ? { intact: true, rows, head, trimmedThrough } : { intact: false, firstBadSeq: 1 }
}
