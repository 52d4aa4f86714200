import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Store } from '../ports/store.ts'
import { createKyselyStore } from './kysely-store.ts'
import { migrate } from './migrate.ts'
import { createApplicationPool } from './postgres-pool.ts'
import type { Tables } from './tables.ts'

export interface PostgresOptions {
  /** Connection string of the application role: one that owns nothing and cannot bypass row-level security. */
  url: string
  /** How many connections of this replica work at a time, besides one that asks for the time; default 10. */
  poolSize?: number
  /** Further ones that callbacks of BBB have to themselves; default 2. */
  callbackPoolSize?: number
}

/** `int8` holds our times and counters, all below 2^53. */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)

const nowExpression = '(extract(epoch from clock_timestamp()) * 1000)::bigint'

/** PostgreSQL 15 or newer, for production and for several replicas. Expects {@link migratePostgres} to have run. */
export function openPostgresStore(options: PostgresOptions): Store {
  const pool = createApplicationPool({ url: options.url, size: options.poolSize ?? 10, types })
  const people = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const callbackPool = createApplicationPool({ url: options.url, size: options.callbackPoolSize ?? 2, types })
  const callbacks = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: callbackPool }) })
  const databaseNow = () => sql.raw<number>(nowExpression)

  return createKyselyStore({
    transaction: (tenantId, work, share) =>
      (share === 'callbacks' ? callbacks : people).connection().execute(async (connection) => {
        // One round trip for both. What is set ends with the transaction, whatever becomes of it.
        await sql`begin; select set_config('bbb_room.tenant', ${sql.lit(tenantId)}, true)`.execute(connection)
        try {
          const result = await work(connection)
          await sql`commit`.execute(connection)
          return result
        } catch (error) {
          await sql`rollback`.execute(connection).catch(() => undefined)
          throw error
        }
      }),
    databaseNow,
    async now() {
      const [row] = await pool.ask<{ now: number }>(`select ${nowExpression} as now`)
      return row?.now ?? Number.NaN
    },
    isRetryable: (error) => error instanceof pg.DatabaseError && (error.code === '40001' || error.code === '40P01'),
    isDatabaseError: (error) => error instanceof pg.DatabaseError || isConnectionError(error),
    async trimAudit(connection) {
      const { rows } = await sql<{ trimmed: number }>`select bbb_room_trim_audit() as trimmed`.execute(connection)
      return rows[0]?.trimmed ?? 0
    },
    mayDeleteAudit: (_connection, work) => work(),
    scrub: () => Promise.resolve(),
    async close() {
      await Promise.all([people.destroy(), callbacks.destroy()])
    },
  })
}

/**
 * Makes or updates the tables as their owner, and grants `applicationRole` what it needs: rows of the tenant it says it
 * works for, and in the audit log only reading and adding.
 */
export async function migratePostgres(options: { ownerUrl: string; applicationRole?: string }): Promise<void> {
  const pool = new pg.Pool({ connectionString: options.ownerUrl, max: 1, connectionTimeoutMillis: 5000, types })
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrate(db, { database: 'postgres', applicationRole: options.applicationRole })
  } finally {
    await db.destroy()
  }
}

/** pg reports a lost or refused connection by system code, or by one of a few messages. */
function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)) return true
  return /connection|timeout|driver has already been destroyed|Cannot use a pool/i.test(error.message)
}
