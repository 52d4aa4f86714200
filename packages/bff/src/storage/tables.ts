/**
 * The tables as Kysely sees them. Times are epoch milliseconds in 64-bit integers, flags are 0 or 1, documents are JSON
 * text: types that SQLite and PostgreSQL share.
 */
export interface Tables {
  rooms: RoomTable
  meetings: MeetingTable
  used_tickets: UsedTicketTable
  audit: AuditTable
  audit_heads: AuditHeadTable
  inbox: InboxTable
  recordings: RecordingTable
  leases: LeaseTable
  room_events: RoomEventTable
  room_event_heads: RoomEventHeadTable
  idempotency: IdempotencyTable
  blocks: BlockTable
  people: PersonTable
  sessions: SessionTable
  webhook_outbox: WebhookOutboxTable
  webhook_endpoints: WebhookEndpointTable
  attendance: AttendanceTable
  activity: ActivityTable
  orphan_recordings: OrphanRecordingTable
  chores: ChoreTable
  facts: FactTable
}

/** Every one of them has a `tenant_id`; PostgreSQL forces row-level security on each. */
export const tenantTables = [
  'rooms',
  'meetings',
  'used_tickets',
  'audit',
  'audit_heads',
  'inbox',
  'recordings',
  'leases',
  'room_events',
  'room_event_heads',
  'idempotency',
  'blocks',
  'people',
  'sessions',
  'webhook_outbox',
  'webhook_endpoints',
  'attendance',
  'activity',
  'orphan_recordings',
  'chores',
  'facts',
] as const satisfies readonly (keyof Tables)[]

interface RoomTable {
  tenant_id: string
  room_id: string
  settings: string
  access_code_hash: string | null
  created_at: number
  updated_at: number
}

export interface MeetingTable {
  tenant_id: string
  meeting_row_id: string
  room_id: string
  meeting_id: string
  state: string
  fence: number
  parameters: string
  /** Not used any more, and not to be empty: SQLite cannot drop a column that has to be unique. */
  ended_key_hash: string
  create_time: number | null
  internal_meeting_id: string | null
  created_at: number
  started_at: number | null
  ended_at: number | null
  moderator_seen_at: number | null
  participant_count: number
  launched_at: number | null
  end_told_at: number | null
  next_look_at: number | null
  close_watch_until: number | null
}

interface UsedTicketTable {
  tenant_id: string
  token_id: string
  keep_until: number
}

interface AuditTable {
  tenant_id: string
  seq: number
  at: number
  action: string
  actor: string
  room_id: string | null
  meeting_row_id: string | null
  recording_id: string | null
  detail: string | null
  previous_hash: string
  hash: string
}

interface AuditHeadTable {
  tenant_id: string
  seq: number
  hash: string
}

export interface InboxTable {
  tenant_id: string
  item_id: string
  kind: string
  facts: string
  received_at: number
  attempts: number
  next_attempt_at: number | null
  done_at: number | null
  parked_at: number | null
  reason: string | null
}

export interface RecordingTable {
  tenant_id: string
  recording_id: string
  room_id: string
  meeting_row_id: string
  meeting_id: string
  record_id: string
  state: string
  name: string | null
  published: number
  protected: number | null
  description: string | null
  presenter: string | null
  subject: string | null
  started_at: number | null
  ended_at: number | null
  duration_seconds: number | null
  participants: number | null
  size_bytes: string | null
  formats: string
  thumbnails: string
  expected_since: number
  next_look_at: number | null
  absent_since: number | null
  state_since: number
  reason: string | null
  trashed_until: number | null
  publish_on_restore: number
  legal_hold: number
  version: number
}

interface LeaseTable {
  tenant_id: string
  name: string
  holder: string
  fence: number
  expires_at: number
}

interface RoomEventTable {
  tenant_id: string
  room_id: string
  seq: number
  type: string
  at: number
}

interface RoomEventHeadTable {
  tenant_id: string
  room_id: string
  seq: number
}

interface IdempotencyTable {
  tenant_id: string
  key: string
  request_hash: string
  person: string | null
  begun_at: number
  status: number | null
  body: string | null
}

interface PersonTable {
  tenant_id: string
  user_id: string
  salt: string
  since: number
}

interface SessionTable {
  tenant_id: string
  session_hash: string
  sealed: string
  begun_at: number
  used_at: number
}

interface BlockTable {
  tenant_id: string
  user_id: string
  at: number
}

export interface WebhookOutboxTable {
  tenant_id: string
  message_id: string
  endpoint_id: string
  type: string
  body: string
  created_at: number
  attempts: number
  next_attempt_at: number | null
  done_at: number | null
  outcome: string | null
}

interface WebhookEndpointTable {
  tenant_id: string
  endpoint_id: string
  stopped_at: number
}

export interface AttendanceTable {
  tenant_id: string
  meeting_row_id: string
  person: string
  session: string
  joined_at: number | null
  left_at: number | null
  name: string | null
  role: string | null
}

interface ActivityTable {
  tenant_id: string
  meeting_row_id: string
  person: string
  talk_seconds: number
  talks: number
  messages: number
  raised_hands: number
  emojis: number
  poll_votes: number
}

interface OrphanRecordingTable {
  tenant_id: string
  record_id: string
  meeting_id: string
  first_seen_at: number
  last_seen_at: number
  times: number
}

interface ChoreTable {
  tenant_id: string
  name: string
  due_at: number
}

interface FactTable {
  tenant_id: string
  name: string
  value: string
  since: number
}
