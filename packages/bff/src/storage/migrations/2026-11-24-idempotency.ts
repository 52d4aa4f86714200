import type { Kysely } from 'kysely'
import type { MigrationSetting } from '../migrate.ts'
import { secureTables } from './secure-tables.ts'

export async function idempotencyTable(db: Kysely<unknown>, setting: MigrationSetting): Promise<void> {
  await db.schema
    .createTable('idempotency')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('request_hash', 'text', (column) => column.notNull())
    .addColumn('begun_at', 'bigint', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('body', 'text')
    .addPrimaryKeyConstraint('idempotency_key', ['tenant_id', 'key'])
    .execute()
  if (setting.database === 'postgres') await secureTables(db, ['idempotency'], setting.applicationRole)
}
