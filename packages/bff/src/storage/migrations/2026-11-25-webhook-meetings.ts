import { sql, type Kysely } from 'kysely'

/** The webhooks add-on may name a meeting by BBB's own id only. */
export async function webhookMeetings(db: Kysely<unknown>): Promise<void> {
  await sql`create index if not exists meetings_internal on meetings (tenant_id, internal_meeting_id)
    where internal_meeting_id is not null`.execute(db)
}
