import type { PostgresPool, PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { createTurnQueue } from './turn-queue.ts'

export interface PoolOptions {
  url: string
  /** How many work at a time. One more is kept for {@link ApplicationPool.ask}. */
  size: number
  types: pg.CustomTypesConfig
}

/** Connections for the application, none of which anybody waits for without end. */
export interface ApplicationPool extends PostgresPool {
  /** One statement outside the line, so that it is answered while a whole class waits. */
  ask<Row extends object>(text: string): Promise<Row[]>
}

/** Longer than PostgreSQL itself lets a statement take: then it is the network, or a server that stands still. */
const silenceMs = 6_000

/**
 * @throws {Error} by `connect`: when none was free while nobody gave one back for 2 s, or for 8 s in all
 */
export function createApplicationPool({ url, size, types }: PoolOptions): ApplicationPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size + 1,
    connectionTimeoutMillis: 2_000,
    statement_timeout: 5_000,
    lock_timeout: 2_000,
    query_timeout: silenceMs,
    idle_in_transaction_session_timeout: 10_000,
    types,
  })
  // A connection lost while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  const turns = createTurnQueue({ places: size, stallMs: 2_000, patienceMs: 8_000 })
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>()

  return {
    async connect() {
      await turns.take()
      let client: pg.PoolClient
      try {
        client = await pool.connect()
      } catch (error) {
        turns.giveBack()
        throw error
      }
      const before = known.get(client)
      if (before !== undefined) return before
      const watched = watch(client, () => turns.giveBack())
      known.set(client, watched)
      return watched
    },
    async ask<Row extends object>(text: string) {
      return (await pool.query<Row>(text)).rows
    },
    end: () => pool.end(),
  }
}

/**
 * A statement that was never answered leaves its connection in a state that nobody knows: nothing further is said on it,
 * and it is thrown away instead of given to somebody else.
 */
function watch(client: pg.PoolClient, onRelease: () => void): PostgresPoolClient {
  let isLost = false
  const query = async (text: string, parameters: readonly unknown[]) => {
    if (isLost) throw new Error('connection lost')
    try {
      return await client.query<object>(text, [...parameters])
    } catch (error) {
      // What PostgreSQL answered is no loss; all else is.
      if (!(error instanceof pg.DatabaseError)) isLost = true
      throw error
    }
  }
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release() {
      client.release(isLost)
      onRelease()
    },
  }
}
