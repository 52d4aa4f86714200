import { sql, type Kysely } from 'kysely'
import type { MigrationSetting } from '../migrate.ts'
import { addColumns } from './add-columns.ts'
import { secureTables } from './secure-tables.ts'

/**
 * What ties people to the audit log, so that it can be deleted while the log stays; and the one way in which rows of
 * the log go away by age.
 */
export async function peopleInAudit(db: Kysely<unknown>, setting: MigrationSetting): Promise<void> {
  await db.schema
    .createTable('people')
    .ifNotExists()
    .addColumn('tenant_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('salt', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('people_key', ['tenant_id', 'user_id'])
    .execute()
  await addColumns(db, 'idempotency', [['person', 'text']])
  if (setting.database === 'postgres') {
    await secureTables(db, ['people'], setting.applicationRole)
    await allowTrimming(db, setting.applicationRole)
  } else {
    await forbidAuditDeletion(db)
  }
}

/** As far as a row `audit:trim` of the same chain says, and no further: SQLite knows no roles. */
export async function forbidAuditDeletion<T>(db: Kysely<T>): Promise<void> {
  await sql`drop trigger if exists audit_no_delete`.execute(db)
  await sql`create trigger audit_no_delete before delete on audit
    when not exists (select 1 from audit trims where trims.tenant_id = old.tenant_id and trims.action = 'audit:trim'
      and json_extract(trims.detail, '$.through') >= old.seq)
    begin select raise(abort, 'the audit log is append-only'); end`.execute(db)
}

/**
 * The application role cannot delete rows of the log. This function of the owner can: those of the tenant at work, up to
 * where the chain's own rows `audit:trim` say, and none if any of them is younger than 30 days on the database's clock.
 */
async function allowTrimming(db: Kysely<unknown>, applicationRole: string | undefined): Promise<void> {
  await sql`create or replace function bbb_room_trim_audit() returns bigint
    language plpgsql security definer set search_path from current as $$
    declare
      tenant text := current_setting('bbb_room.tenant', true);
      last bigint;
      trimmed bigint;
    begin
      select max((detail::json->>'through')::bigint) into last
        from audit where tenant_id = tenant and action = 'audit:trim';
      if last is null or exists (select 1 from audit where tenant_id = tenant and seq <= last
        and at > extract(epoch from clock_timestamp() - interval '30 days') * 1000) then
        return 0;
      end if;
      delete from audit where tenant_id = tenant and seq <= last;
      get diagnostics trimmed = row_count;
      return trimmed;
    end $$`.execute(db)
  await sql`revoke all on function bbb_room_trim_audit() from public`.execute(db)
  if (applicationRole !== undefined) {
    await sql`grant execute on function bbb_room_trim_audit() to ${sql.id(applicationRole)}`.execute(db)
  }
}
