import type { AuditRow, DeletedRows, Store } from '../../ports/store.ts'
import { exportAudit, verifyAudit, type AuditCheck } from '../audit/verify-audit.ts'

/** What became of a tenant that left. */
export interface TenantRemoval {
  /** Of the audit log as it was handed out. */
  audit: AuditCheck
  /** By table, the audit log included. */
  deleted: DeletedRows
}

/**
 * Deletes all rows of a tenant that is served no more, after its audit log was handed out: ids and references, no names
 * and no pseudonyms, and nothing is left that could tie a reference to a person. What BBB holds stays there.
 * @param store opened as the owner of the tables, where the database has roles
 * @param keep writes rows of the audit log where they outlast the database
 * @param isKept resolves once they do; only then anything is deleted
 * @returns `undefined` when rows were added meanwhile: something still serves the tenant, and nothing was deleted
 */
export async function removeTenant(
  store: Store,
  tenantId: string,
  { keep, isKept }: { keep: (row: AuditRow) => void; isKept: () => Promise<void> },
): Promise<TenantRemoval | undefined> {
  const audit = await verifyAudit(store, tenantId)
  let rows = 0
  for await (const row of exportAudit(store, tenantId)) {
    keep(row)
    rows += 1
  }
  await isKept()
  const deleted = await store.removeTenant(tenantId, rows)
  if (deleted === undefined) return undefined
  await store.scrub()
  return { audit, deleted }
}
