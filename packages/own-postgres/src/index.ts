export { postgresIsInstalled } from './programs.ts'
export { type OwnPostgres, type OwnPostgresOptions, startOwnPostgres } from './start-own-postgres.ts'
