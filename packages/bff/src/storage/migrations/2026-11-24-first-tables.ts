import { sql, type Kysely } from 'kysely'
import type { MigrationSetting } from '../migrate.ts'
import { secureTables } from './secure-tables.ts'

const tables = [
  'rooms',
  'meetings',
  'used_tickets',
  'audit',
  'audit_heads',
  'inbox',
  'recordings',
  'leases',
  'room_events',
  'room_event_heads',
]

/** Each statement can run again: SQLite has no transaction around a migration that is killed half-way. */
export async function firstTables(db: Kysely<unknown>, setting: MigrationSetting): Promise<void> {
  await db.schema
    .createTable('rooms')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('room_id', 'text', (column) => column.notNull())
    .addColumn('settings', 'text', (column) => column.notNull())
    .addColumn('access_code_hash', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('rooms_key', ['tenant_id', 'room_id'])
    .execute()

  await db.schema
    .createTable('meetings')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('meeting_row_id', 'text', (column) => column.notNull())
    .addColumn('room_id', 'text', (column) => column.notNull())
    .addColumn('meeting_id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('creating', 'running', 'ending', 'ended', 'lost')`),
    )
    .addColumn('fence', 'bigint', (column) => column.notNull())
    .addColumn('parameters', 'text', (column) => column.notNull())
    .addColumn('ended_key_hash', 'text', (column) => column.notNull())
    .addColumn('create_time', 'bigint')
    .addColumn('internal_meeting_id', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('moderator_seen_at', 'bigint')
    .addColumn('participant_count', 'integer', (column) => column.notNull())
    .addColumn('launched_at', 'bigint')
    .addColumn('end_told_at', 'bigint')
    .addColumn('next_look_at', 'bigint')
    .addColumn('close_watch_until', 'bigint')
    .addPrimaryKeyConstraint('meetings_key', ['tenant_id', 'meeting_row_id'])
    .addUniqueConstraint('meetings_meeting_id', ['tenant_id', 'meeting_id'])
    .addUniqueConstraint('meetings_ended_key', ['tenant_id', 'ended_key_hash'])
    .addUniqueConstraint('meetings_of_room', ['tenant_id', 'room_id', 'fence'])
    .execute()
  await sql`create unique index if not exists meetings_one_live on meetings (tenant_id, room_id)
    where state in ('creating', 'running', 'ending')`.execute(db)
  await sql`create index if not exists meetings_due on meetings (tenant_id, next_look_at)
    where next_look_at is not null`.execute(db)

  await db.schema
    .createTable('used_tickets')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('token_id', 'text', (column) => column.notNull())
    .addColumn('keep_until', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('used_tickets_key', ['tenant_id', 'token_id'])
    .execute()

  await db.schema
    .createTable('audit')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('room_id', 'text')
    .addColumn('meeting_row_id', 'text')
    .addColumn('recording_id', 'text')
    .addColumn('detail', 'text')
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_key', ['tenant_id', 'seq'])
    .execute()
  await db.schema
    .createTable('audit_heads')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.primaryKey())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('inbox')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('item_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('facts', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_attempt_at', 'bigint')
    .addColumn('done_at', 'bigint')
    .addPrimaryKeyConstraint('inbox_key', ['tenant_id', 'item_id'])
    .execute()
  await sql`create index if not exists inbox_due on inbox (tenant_id, next_attempt_at)
    where next_attempt_at is not null`.execute(db)

  await db.schema
    .createTable('recordings')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('recording_id', 'text', (column) => column.notNull())
    .addColumn('room_id', 'text', (column) => column.notNull())
    .addColumn('meeting_row_id', 'text', (column) => column.notNull())
    .addColumn('meeting_id', 'text', (column) => column.notNull())
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('name', 'text')
    .addColumn('published', 'integer', (column) => column.notNull())
    .addColumn('protected', 'integer')
    .addColumn('started_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('duration_seconds', 'bigint')
    .addColumn('participants', 'integer')
    .addColumn('size_bytes', 'text')
    .addColumn('formats', 'text', (column) => column.notNull())
    .addColumn('thumbnails', 'text', (column) => column.notNull())
    .addColumn('expected_since', 'bigint', (column) => column.notNull())
    .addColumn('next_look_at', 'bigint')
    .addColumn('absent_since', 'bigint')
    .addPrimaryKeyConstraint('recordings_key', ['tenant_id', 'recording_id'])
    .addUniqueConstraint('recordings_record_id', ['tenant_id', 'record_id'])
    .addForeignKeyConstraint('recordings_meeting', ['tenant_id', 'meeting_row_id'], 'meetings', [
      'tenant_id',
      'meeting_row_id',
    ])
    .execute()
  await sql`create index if not exists recordings_of_room
    on recordings (tenant_id, room_id, expected_since, recording_id)`.execute(db)
  await sql`create index if not exists recordings_due on recordings (tenant_id, next_look_at)
    where next_look_at is not null`.execute(db)

  await db.schema
    .createTable('leases')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('fence', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('leases_key', ['tenant_id', 'name'])
    .execute()

  await db.schema
    .createTable('room_events')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('room_id', 'text', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('room_events_key', ['tenant_id', 'room_id', 'seq'])
    .execute()
  await db.schema
    .createTable('room_event_heads')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('room_id', 'text', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('room_event_heads_key', ['tenant_id', 'room_id'])
    .execute()

  if (setting.database === 'postgres') await secureTables(db, tables, setting.applicationRole)
  else await forbidAuditChanges(db)
}

/** SQLite knows no roles: triggers keep the log append-only. */
async function forbidAuditChanges(db: Kysely<unknown>): Promise<void> {
  await sql`create trigger if not exists audit_no_update before update on audit
    begin select raise(abort, 'the audit log is append-only'); end`.execute(db)
  await sql`create trigger if not exists audit_no_delete before delete on audit
    begin select raise(abort, 'the audit log is append-only'); end`.execute(db)
}
