import type { Kysely } from 'kysely'
import type { MigrationSetting } from '../migrate.ts'
import { secureTables } from './secure-tables.ts'

export async function sessionTable(db: Kysely<unknown>, setting: MigrationSetting): Promise<void> {
  await db.schema
    .createTable('sessions')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('session_hash', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('begun_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('sessions_key', ['tenant_id', 'session_hash'])
    .execute()
  if (setting.database === 'postgres') await secureTables(db, ['sessions'], setting.applicationRole)
}
