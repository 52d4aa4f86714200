import { Migrator, type Kysely } from 'kysely'
import { blockTable } from './migrations/2026-11-24-kept-out.ts'
import { firstTables } from './migrations/2026-11-24-first-tables.ts'
import { idempotencyTable } from './migrations/2026-11-24-idempotency.ts'
import { peopleInAudit } from './migrations/2026-11-25-people-in-audit.ts'
import { webhookMeetings } from './migrations/2026-11-25-webhook-meetings.ts'
import { whoDidWhat } from './migrations/2026-11-25-who-did-what.ts'
import { recordingLife } from './migrations/2026-11-24-recording-life.ts'
import { recordingsOfMeetings } from './migrations/2026-11-25-recordings-of-meetings.ts'
import { recordingTexts } from './migrations/2026-11-25-recording-texts.ts'
import { sessionTable } from './migrations/2026-11-25-sessions.ts'

/** `applicationRole` is the role the BFF connects as, where it is not the one that owns the tables. */
export type MigrationSetting = { database: 'sqlite' } | { database: 'postgres'; applicationRole: string | undefined }

/**
 * Brings the tables up to date. Additive only, so that replicas of the version before can go on beside it; safe to run
 * from several replicas at once, and again after being killed.
 */
export async function migrate<T>(db: Kysely<T>, setting: MigrationSetting): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: () =>
        Promise.resolve({
          '2026-11-24-first-tables': { up: (transaction: Kysely<unknown>) => firstTables(transaction, setting) },
          '2026-11-24-idempotency': { up: (transaction: Kysely<unknown>) => idempotencyTable(transaction, setting) },
          '2026-11-24-kept-out': { up: (transaction: Kysely<unknown>) => blockTable(transaction, setting) },
          '2026-11-24-recording-life': { up: (transaction: Kysely<unknown>) => recordingLife(transaction, setting) },
          '2026-11-25-people-in-audit': { up: (transaction: Kysely<unknown>) => peopleInAudit(transaction, setting) },
          '2026-11-25-recording-texts': { up: recordingTexts },
          '2026-11-25-recordings-of-meetings': { up: recordingsOfMeetings },
          '2026-11-25-webhook-meetings': { up: webhookMeetings },
          '2026-11-25-sessions': { up: (transaction: Kysely<unknown>) => sessionTable(transaction, setting) },
          '2026-11-25-who-did-what': { up: (transaction: Kysely<unknown>) => whoDidWhat(transaction, setting) },
        }),
    },
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('migration failed', { cause: error })
}
