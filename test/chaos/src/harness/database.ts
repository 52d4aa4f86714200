import { join } from 'node:path'
import { openPostgresStore, openSqliteStore, type Store } from '@bbb-room/bff'
import Sqlite from 'libsql'
import type { Postgres } from './postgres.ts'

/** What the replicas keep everything in, seen by somebody who may see all of it. */
export interface Database {
  /** As a replica's `BBB_ROOM_STORE` has it. */
  readonly reference: string
  /** Runs one statement over every tenant. */
  query<Row extends object>(text: string): Promise<Row[]>
  /** Its caller closes it. */
  openStore(): Promise<Store>
}

/** @param port of PostgreSQL, or of a proxy before it */
export function postgresDatabase(postgres: Postgres, port: number): Database {
  return {
    reference: postgres.urlFor('application', port),
    query: (text) => postgres.query(text),
    openStore: () => Promise.resolve(openPostgresStore({ url: postgres.urlFor('application'), poolSize: 1 })),
  }
}

/** One file, for one replica; it is there once that replica has started. */
export function sqliteDatabase(folder: string): Database {
  const file = join(folder, 'bbb-room.db')
  return {
    reference: `sqlite:${file}`,
    query: <Row extends object>(text: string) => {
      const database = new Sqlite(file)
      try {
        database.pragma('busy_timeout = 5000')
        const statement = database.prepare(text)
        if (statement.reader) return Promise.resolve(statement.all() as Row[])
        statement.run()
        return Promise.resolve([])
      } finally {
        database.close()
      }
    },
    openStore: () =>
      openSqliteStore(
        { file },
        { clock: { now: () => Date.now(), sleep: () => Promise.reject(new Error('nothing sleeps here')) } },
      ),
  }
}
