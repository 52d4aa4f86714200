import { migratePostgres } from '@bbb-room/bff'
import {
  type OwnPostgres,
  type OwnPostgresOptions,
  postgresIsInstalled,
  startOwnPostgres,
} from '@bbb-room/own-postgres'

export { postgresIsInstalled }

if (!postgresIsInstalled) process.stderr.write('PostgreSQL is not installed: what needs it is skipped\n')

/** A PostgreSQL server of this test's own with our tables in it, whose owner sees every tenant. */
export type Postgres = OwnPostgres

export async function startPostgres(options: OwnPostgresOptions = {}): Promise<Postgres> {
  const postgres = await startOwnPostgres(options)
  await migratePostgres({ ownerUrl: postgres.urlFor('owner'), applicationRole: 'application' })
  return postgres
}
