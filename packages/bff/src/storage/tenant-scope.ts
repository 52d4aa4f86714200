import type { Kysely, RawBuilder } from 'kysely'
import type { Tables } from './tables.ts'

/** What the queries of one transaction work with. */
export interface TenantScope {
  readonly db: Kysely<Tables>
  readonly tenantId: string
  /** Epoch milliseconds on the database's clock, as SQL. */
  readonly databaseNow: RawBuilder<number>
  /** Takes rows up to this one out of the audit log, as far as the database lets us. @returns how many */
  readonly trimAudit: (throughSeq: number) => Promise<number>
}
