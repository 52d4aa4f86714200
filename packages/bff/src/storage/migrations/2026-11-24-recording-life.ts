import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely'
import type { MigrationSetting } from '../migrate.ts'
import { addColumns } from './add-columns.ts'
import { secureTables } from './secure-tables.ts'

const tables = ['webhook_outbox', 'webhook_endpoints', 'attendance', 'orphan_recordings', 'chores', 'facts']

const counted = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0)

/** Trash, legal hold and reasons of recordings; parked callbacks; webhooks to the host; attendance; orphans; chores. */
export async function recordingLife(db: Kysely<unknown>, setting: MigrationSetting): Promise<void> {
  await addColumns(db, 'recordings', [
    ['state_since', 'bigint', counted],
    ['reason', 'text'],
    ['trashed_until', 'bigint'],
    ['publish_on_restore', 'integer', counted],
    ['legal_hold', 'integer', counted],
    ['version', 'bigint', counted],
  ])
  await addColumns(db, 'inbox', [
    ['parked_at', 'bigint'],
    ['reason', 'text'],
  ])
  await sql`create index if not exists inbox_parked on inbox (tenant_id, parked_at)
    where parked_at is not null`.execute(db)

  await db.schema
    .createTable('webhook_outbox')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('message_id', 'text', (column) => column.notNull())
    .addColumn('endpoint_id', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_attempt_at', 'bigint')
    .addColumn('done_at', 'bigint')
    .addColumn('outcome', 'text')
    .addPrimaryKeyConstraint('webhook_outbox_key', ['tenant_id', 'message_id', 'endpoint_id'])
    .execute()
  await sql`create index if not exists webhook_outbox_due on webhook_outbox (tenant_id, next_attempt_at)
    where next_attempt_at is not null`.execute(db)
  await db.schema
    .createTable('webhook_endpoints')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('endpoint_id', 'text', (column) => column.notNull())
    .addColumn('stopped_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('webhook_endpoints_key', ['tenant_id', 'endpoint_id'])
    .execute()

  await db.schema
    .createTable('attendance')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('meeting_row_id', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('session', 'text', (column) => column.notNull())
    .addColumn('joined_at', 'bigint')
    .addColumn('left_at', 'bigint')
    .addColumn('name', 'text')
    .addColumn('role', 'text')
    .addPrimaryKeyConstraint('attendance_key', ['tenant_id', 'meeting_row_id', 'person', 'session'])
    .execute()

  await db.schema
    .createTable('orphan_recordings')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('meeting_id', 'text', (column) => column.notNull())
    .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('times', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('orphan_recordings_key', ['tenant_id', 'record_id'])
    .execute()

  await db.schema
    .createTable('chores')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('chores_key', ['tenant_id', 'name'])
    .execute()
  await db.schema
    .createTable('facts')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('facts_key', ['tenant_id', 'name'])
    .execute()

  if (setting.database === 'postgres') await secureTables(db, tables, setting.applicationRole)
}
