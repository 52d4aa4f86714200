import type { Kysely } from 'kysely'
import type { MigrationSetting } from '../migrate.ts'
import { secureTables } from './secure-tables.ts'

export async function blockTable(db: Kysely<unknown>, setting: MigrationSetting): Promise<void> {
  await db.schema
    .createTable('blocks')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('blocks_key', ['tenant_id', 'user_id'])
    .execute()
  if (setting.database === 'postgres') await secureTables(db, ['blocks'], setting.applicationRole)
}
