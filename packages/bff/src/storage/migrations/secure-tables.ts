import { sql, type Kysely } from 'kysely'

/** The tenant of a transaction is `bbb_room.tenant`, set with SET LOCAL; without it no row is seen. */
export async function secureTables(
  db: Kysely<unknown>,
  tables: readonly string[],
  applicationRole: string | undefined,
): Promise<void> {
  for (const name of tables) {
    const table = sql.table(name)
    await sql`alter table ${table} enable row level security`.execute(db)
    await sql`alter table ${table} force row level security`.execute(db)
    await sql`drop policy if exists tenant_only on ${table}`.execute(db)
    await sql`create policy tenant_only on ${table}
      using (tenant_id = current_setting('bbb_room.tenant', true))
      with check (tenant_id = current_setting('bbb_room.tenant', true))`.execute(db)
    if (applicationRole === undefined) continue
    const rights = name === 'audit' ? sql`select, insert` : sql`select, insert, update, delete`
    await sql`grant ${rights} on ${table} to ${sql.id(applicationRole)}`.execute(db)
  }
}
