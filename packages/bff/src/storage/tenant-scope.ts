import type { Kysely, RawBuilder } from 'kysely'
import type { Tables } from './tables.ts'

/** What the queries of one transaction work with. */
export interface TenantScope {
  readonly db: Kysely<Tables>
  readonly tenantId: string
  /** Epoch milliseconds on the database's clock, as SQL. */
  readonly databaseNow: RawBuilder<number>
}
