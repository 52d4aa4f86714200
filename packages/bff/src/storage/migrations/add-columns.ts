import type { ColumnDefinitionBuilder, Kysely } from 'kysely'

export type Column = [
  name: string,
  type: 'bigint' | 'integer' | 'text',
  build?: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder,
]

const plain = (column: ColumnDefinitionBuilder) => column

/** SQLite has no `add column if not exists`. */
export async function addColumns(db: Kysely<unknown>, table: string, columns: readonly Column[]): Promise<void> {
  const tables = await db.introspection.getTables()
  const present = new Set(tables.find(({ name }) => name === table)?.columns.map(({ name }) => name))
  for (const [name, type, build = plain] of columns) {
    if (!present.has(name)) await db.schema.alterTable(table).addColumn(name, type, build).execute()
  }
}
