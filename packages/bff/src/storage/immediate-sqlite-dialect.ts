import { CompiledQuery, type DatabaseConnection, SqliteDialect, type SqliteDialectConfig, SqliteDriver } from 'kysely'

/**
 * Kysely's dialect for SQLite, whose transactions are the one writer from their first moment: they wait for another
 * process to finish, as long as `busy_timeout` says, and then see everything that it has written.
 *
 * One that begins as a reader fails at its first write when another process writes meanwhile, however long it might
 * wait; and libsql keeps the failed statement in progress, hence the connection on the old state of the database: no
 * later transaction could write any more. A `begin immediate` that fails holds nothing, and the next one, being the same
 * kept statement, starts it anew.
 * @see https://github.com/tursodatabase/libsql-client-ts/issues/352
 * @see https://www.sqlite.org/lang_transaction.html#deferred_immediate_and_exclusive_transactions
 */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): SqliteDriver {
    return new ImmediateSqliteDriver(this.#config)
  }
}

class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}
