import type { Kysely } from 'kysely'
import type { MigrationSetting } from '../migrate.ts'
import { secureTables } from './secure-tables.ts'

const counts = ['talk_seconds', 'talks', 'messages', 'raised_hands', 'emojis', 'poll_votes']

/** What BBB's learning dashboard counted of people. */
export async function whoDidWhat(db: Kysely<unknown>, setting: MigrationSetting): Promise<void> {
  let table = db.schema
    .createTable('activity')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('meeting_row_id', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
  for (const count of counts) table = table.addColumn(count, 'bigint', (column) => column.notNull())
  await table.addPrimaryKeyConstraint('activity_key', ['tenant_id', 'meeting_row_id', 'person']).execute()
  if (setting.database === 'postgres') await secureTables(db, ['activity'], setting.applicationRole)
}
