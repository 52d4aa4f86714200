import { sql, type Kysely } from 'kysely'
import type { DeletedRows } from '../ports/store.ts'
import { tenantTables, type Tables } from './tables.ts'

/** Recordings and meetings refer to others: they go in this order. */
const inOrder = [
  'recordings',
  'meetings',
  ...tenantTables.filter((each) => each !== 'recordings' && each !== 'meetings'),
]

class RowsAreLeft extends Error {
  override readonly name = 'RowsAreLeft'
}

/**
 * Deletes every row of a tenant in one transaction, then looks into every table that the database has, not only those
 * known here, for one that is left.
 */
export async function removeTenant(
  db: Kysely<Tables>,
  tenantId: string,
  auditRows: number,
): Promise<DeletedRows | undefined> {
  if ((await countRows(db, 'audit', tenantId)) !== auditRows) return undefined
  const deleted: Record<string, number> = {}
  for (const table of inOrder) {
    deleted[table] = await countRows(db, table, tenantId)
    await sql`delete from ${sql.table(table)} where tenant_id = ${tenantId}`.execute(db)
  }
  const tables = await db.introspection.getTables()
  for (const { name, columns } of tables.filter((table) => !table.isView)) {
    if (!columns.some((column) => column.name === 'tenant_id')) continue
    if ((await countRows(db, name, tenantId)) > 0) throw new RowsAreLeft(name)
  }
  return deleted
}

async function countRows(db: Kysely<Tables>, table: string, tenantId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}
    where tenant_id = ${tenantId}`.execute(db)
  return rows[0]?.count ?? 0
}
