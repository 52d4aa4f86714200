import { postgresIsInstalled, startOwnPostgres } from '@bbb-room/own-postgres'
import { migratePostgres } from './postgres-store.ts'

export { postgresIsInstalled }

/** A PostgreSQL server of this test's own with our tables in it. */
export interface TestPostgres {
  ownerUrl: string
  /** A role that owns nothing. */
  applicationUrl: string
  stop(): Promise<void>
}

export async function startPostgres(): Promise<TestPostgres> {
  const postgres = await startOwnPostgres()
  const [ownerUrl, applicationUrl] = [postgres.urlFor('owner'), postgres.urlFor('application')]
  await migratePostgres({ ownerUrl, applicationRole: 'application' })
  return { ownerUrl, applicationUrl, stop: () => postgres.close() }
}
