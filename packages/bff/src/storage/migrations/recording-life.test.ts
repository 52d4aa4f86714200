import Database from 'libsql'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { expect, it } from 'vitest'
import { createCompiledQueries } from '../tenant-scope.ts'
import { createRecordingQueries } from '../recording-queries.ts'
import type { Tables } from '../tables.ts'
import { migrate } from '../migrate.ts'
import { firstTables } from './2026-11-24-first-tables.ts'
import { recordingLife } from './2026-11-24-recording-life.ts'

const setting = { database: 'sqlite' } as const

it('keeps the ledger lines of before, and can run again after being killed half-way', async () => {
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: new Database(':memory:') }) })
  await firstTables(db as unknown as Kysely<unknown>, setting)
  await sql`insert into meetings (tenant_id, meeting_row_id, room_id, meeting_id, state, fence, parameters,
    ended_key_hash, created_at, participant_count) values ('acme', 'm', 'maths', 'm', 'ended', 1, '{}', 'k', 1, 0)`.execute(
    db,
  )
  await sql`insert into recordings (tenant_id, recording_id, room_id, meeting_row_id, meeting_id, record_id, state,
    published, formats, thumbnails, expected_since) values ('acme', 'r', 'maths', 'm', 'm', 'i', 'published', 1, '[]',
    '[]', 5)`.execute(db)
  await sql`alter table recordings add column state_since bigint not null default 0`.execute(db)
  await migrate(db, setting)
  await recordingLife(db as unknown as Kysely<unknown>, setting)
  const ledger = createRecordingQueries({
    db,
    tenantId: 'acme',
    databaseNow: sql`0`,
    trimAudit: () => Promise.resolve(0),
    compiled: createCompiledQueries(),
  })
  const line = await ledger.get('r')
  expect(line).toMatchObject({
    state: 'published',
    description: null,
    legalHold: false,
    trashedUntil: null,
    reason: null,
    version: 0,
  })
  expect(await ledger.save({ ...line!, legalHold: true })).toBe(true)
  expect(await ledger.get('r')).toMatchObject({ legalHold: true, version: 1 })
  await db.destroy()
})
