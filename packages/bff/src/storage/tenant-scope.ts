import { isDeepStrictEqual } from 'node:util'
import type { Compilable, CompiledQuery, Kysely, RawBuilder } from 'kysely'
import type { Tables } from './tables.ts'

/** What the queries of one transaction work with. */
export interface TenantScope {
  readonly db: Kysely<Tables>
  readonly tenantId: string
  /** Epoch milliseconds on the database's clock, as SQL. */
  readonly databaseNow: RawBuilder<number>
  /** Takes rows up to this one out of the audit log, as far as the database lets us. @returns how many */
  readonly trimAudit: (throughSeq: number) => Promise<number>
  readonly compiled: CompiledQueries
}

/** Queries that every request makes: building one takes longer than running it, so it is built once. */
export interface CompiledQueries {
  /**
   * @param name of the query, the same for the same text
   * @param build makes it with the given values in their order, and with nothing else that could differ
   */
  with<T>(name: string, values: readonly unknown[], build: () => Compilable<T>): CompiledQuery<T>
}

export function createCompiledQueries(): CompiledQueries {
  const known = new Map<string, CompiledQuery>()
  return {
    with<T>(name: string, values: readonly unknown[], build: () => Compilable<T>): CompiledQuery<T> {
      let query = known.get(name)
      if (query === undefined) {
        query = build().compile()
        if (!isDeepStrictEqual(query.parameters, values)) throw new Error(`${name}: values in another order`)
        known.set(name, query)
      }
      return { ...(query as CompiledQuery<T>), parameters: values }
    },
  }
}
