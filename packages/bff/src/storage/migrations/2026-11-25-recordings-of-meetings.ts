import { sql, type Kysely } from 'kysely'

/** Servers that name recordings themselves are known by the meeting; and a meeting with a recording is not purged. */
export async function recordingsOfMeetings(db: Kysely<unknown>): Promise<void> {
  await sql`create index if not exists recordings_of_meeting on recordings (tenant_id, meeting_row_id)`.execute(db)
}
