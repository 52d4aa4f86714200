import type { SqliteDatabase, SqliteStatement } from 'kysely'

const mostStatements = 300

/** A database whose statements are prepared once: for most of ours, preparing costs more than running. */
export function keepStatements(database: SqliteDatabase): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    prepare(text) {
      const statement = statements.get(text) ?? database.prepare(text)
      statements.delete(text)
      // Whichever was not used for longest goes: texts with a time in them never come again.
      if (statements.size === mostStatements) statements.delete(statements.keys().next().value ?? '')
      statements.set(text, statement)
      return statement
    },
    close: () => database.close(),
  }
}
