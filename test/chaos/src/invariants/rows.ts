import type { Database } from '../harness/database.ts'

export interface MeetingRow {
  tenant_id: string
  meeting_row_id: string
  room_id: string
  meeting_id: string
  internal_meeting_id: string | null
  state: string
  create_time: number | null
}

export interface AuditRow {
  tenant_id: string
  seq: number
  action: string
  actor: string
  meeting_row_id: string | null
  recording_id: string | null
}

export interface InboxRow {
  tenant_id: string
  item_id: string
  kind: string
  done_at: number | null
  parked_at: number | null
}

export interface RecordingRow {
  tenant_id: string
  recording_id: string
  record_id: string
  meeting_id: string
  state: string
  published: number
  reason: string | null
}

/** What the database holds, of every tenant. */
export interface Rows {
  readonly meetings: readonly MeetingRow[]
  readonly audit: readonly AuditRow[]
  readonly inbox: readonly InboxRow[]
  readonly recordings: readonly RecordingRow[]
  readonly usedTickets: ReadonlySet<string>
}

export async function readRows(database: Database): Promise<Rows> {
  const tickets = await database.query<{ token_id: string }>('select token_id from used_tickets')
  return {
    meetings: await database.query<MeetingRow>('select * from meetings order by created_at'),
    audit: await database.query<AuditRow>('select * from audit order by tenant_id, seq'),
    inbox: await database.query<InboxRow>('select * from inbox'),
    recordings: await database.query<RecordingRow>('select * from recordings'),
    usedTickets: new Set(tickets.map((row) => row.token_id)),
  }
}
