import { Kysely, sql } from 'kysely'
import Database from 'libsql'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import { ImmediateSqliteDialect } from './immediate-sqlite-dialect.ts'
import { keepStatements } from './kept-statements.ts'
import { createKyselyStore } from './kysely-store.ts'
import { migrate } from './migrate.ts'
import { forbidAuditDeletion } from './migrations/2026-11-25-people-in-audit.ts'
import type { Tables } from './tables.ts'

/**
 * The embedded database: one file, one replica, nothing to set up. A commit is on disk before it is acknowledged (WAL
 * with `synchronous=FULL`). Migrates when opened.
 * @param file a path, or `:memory:`
 */
export async function openSqliteStore(options: { file: string }, ports: { clock: Clock }): Promise<Store> {
  const database = new Database(options.file)
  // First of all: the others need the file to themselves for a moment, which another process may have.
  database.pragma('busy_timeout = 2000')
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  // What is deleted is overwritten, not just unlinked.
  database.pragma('secure_delete = ON')
  const db = new Kysely<Tables>({ dialect: new ImmediateSqliteDialect({ database: keepStatements(database) }) })
  try {
    await migrate(db, { database: 'sqlite' })
  } catch (error) {
    await db.destroy()
    throw error
  }
  return createKyselyStore({
    transaction: (_tenantId, work) => db.transaction().execute(work),
    databaseNow: () => sql<number>`${sql.lit(ports.clock.now())}`,
    now: () => Promise.resolve(ports.clock.now()),
    isRetryable: () => false,
    isDatabaseError: (error) => error instanceof Database.SqliteError || isClosed(error),
    async trimAudit(connection, tenantId, throughSeq) {
      const trimmed = await connection
        .deleteFrom('audit')
        .where('tenant_id', '=', tenantId)
        .where('seq', '<=', throughSeq)
        .returning('seq')
        .execute()
      return trimmed.length
    },
    async mayDeleteAudit(connection, work) {
      await sql`drop trigger audit_no_delete`.execute(connection)
      const result = await work()
      await forbidAuditDeletion(connection)
      return result
    },
    async scrub() {
      await sql`pragma wal_checkpoint(truncate)`.execute(db)
    },
    close: () => db.destroy(),
  })
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && error.message === 'driver has already been destroyed'
}
