import type { RecordingReason, RecordingState, RoomDeclaration, RoomEventType } from '@bbb-room/bff-api'
import type { AttendanceBook, AttendanceMark } from './attendance-book.ts'
import type { MadeMeeting, MeetingParameters } from './meeting-gateway.ts'
import type { SessionStore } from './session-store.ts'
import type { ChoreStore, FactStore, OrphanStore } from './upkeep.ts'
import type { WebhookOutbox } from './webhook-outbox.ts'

/** What the host declared, or the tenant's defaults. The access code is kept apart, as a hash. */
export type RoomSettings = Omit<RoomDeclaration, 'access_code'>

export interface Room {
  roomId: string
  settings: RoomSettings
  accessCodeHash: string | null
  createdAt: number
  updatedAt: number
}

/**
 * `creating`: asked for, BBB has not confirmed; `running`: BBB has it; `ending`: somebody ended it, BBB has not let go;
 * `ended` and `lost` (BBB forgot it without being asked) are final.
 */
export type MeetingState = 'creating' | 'running' | 'ending' | 'ended' | 'lost'

/** One run of a room. Times are epoch milliseconds. */
export interface Meeting {
  /** Our row id, random; what tickets are bound to. */
  meetingRowId: string
  roomId: string
  /** What BBB is told: at least 128 random bits. */
  meetingID: string
  state: MeetingState
  /** Of the lease under which it was made. A write with an older fence is refused. */
  fence: number
  parameters: MeetingParameters
  made: MadeMeeting | null
  createdAt: number
  /** When BBB first told of people in it. */
  startedAt: number | null
  endedAt: number | null
  /** When BBB first told of a moderator in it: from then on nobody has to wait. */
  moderatorSeenAt: number | null
  participantCount: number
  /** When somebody was first sent to it. */
  launchedAt: number | null
  /** When a callback said that it ended: a hint, which only tells `ended` from `lost` once BBB has let go, and that BBB reaches us. */
  endToldAt: number | null
  /** Ask BBB again at this moment; `null` once final. */
  nextLookAt: number | null
  /** Until then BBB is asked every second, because somebody waits for a change. */
  closeWatchUntil: number | null
}

/** What the join path needs, in one read. */
export interface RoomSnapshot {
  room: Room
  /** The latest run, live or over. */
  meeting: Meeting | null
}

export interface RoomStore {
  /**
   * The room and its latest meeting, and how many of these people are blocked: one statement.
   * @param userIds pseudonyms
   */
  look(roomId: string, userIds?: readonly string[]): Promise<(RoomSnapshot & { blockedCount: number }) | undefined>
  /** Makes or replaces; `createdAt` of an existing room stays. */
  declare(room: Room): Promise<{ made: boolean; createdAt: number }>
  /** Leaves an existing room as it is. */
  makeIfAbsent(room: Room): Promise<void>
  /** Meetings and recordings of the room stay, and are listed no more. @returns whether there was one */
  remove(roomId: string): Promise<boolean>
}

export interface NewMeeting {
  meetingRowId: string
  roomId: string
  meetingID: string
  fence: number
  parameters: MeetingParameters
  createdAt: number
  nextLookAt: number
}

/** What changes in a meeting row. Absent fields stay. */
export interface MeetingChange {
  state?: MeetingState
  made?: MadeMeeting
  startedAt?: number
  endedAt?: number
  moderatorSeenAt?: number
  participantCount?: number
  launchedAt?: number
  endToldAt?: number
  nextLookAt?: number | null
  closeWatchUntil?: number | null
}

export interface MeetingStore {
  /** @returns `false` when the room has a live meeting already: one per room, by a unique index */
  insert(meeting: NewMeeting): Promise<boolean>
  /**
   * @param from the states from which this change is legal
   * @returns `false` when the row is in another state, or has a newer fence than `fence`
   */
  change(meetingRowId: string, from: readonly MeetingState[], change: MeetingChange, fence?: number): Promise<boolean>
  get(meetingRowId: string): Promise<Meeting | undefined>
  findByMeetingID(meetingID: string): Promise<Meeting | undefined>
  /** BBB's own id of the run. */
  findByInternalMeetingID(internalMeetingID: string): Promise<Meeting | undefined>
  /** Whether BBB is being asked for a meeting, whose ids there it then tells. */
  isAnyCreating(): Promise<boolean>
  /**
   * Meetings to ask BBB about, most urgent first, and nobody else's task until `busyUntil`: two replicas never get the
   * same one.
   */
  claimDue(now: number, busyUntil: number, limit: number): Promise<Meeting[]>
  /** Running meetings that nobody watches closely at that moment, those first that are due first. */
  listRunning(now: number, limit: number): Promise<Meeting[]>
  /** The earliest moment at which something is due; `undefined` with nothing live. */
  nextDueAt(): Promise<number | undefined>
  /** Runs that BBB confirmed and people were sent to or seen in, newest first. */
  listOfRoom(
    roomId: string,
    page: { before?: { createdAt: number; meetingRowId: string } | undefined; limit: number },
  ): Promise<Meeting[]>
  /** Forgets runs that were over before this moment and left no recording. */
  purge(before: number): Promise<number>
}

export interface UsedTicketStore {
  /** @returns `false` when this ticket has been used: exactly one caller ever gets `true` */
  consume(tokenId: string, keepUntil: number): Promise<boolean>
  /** The same for many; one that comes twice is used up by the first. @returns those that had not been used, to be kept */
  consumeAll(tickets: readonly { tokenId: string; keepUntil: number }[]): Promise<Set<string>>
  /** Undoes that in the same transaction, for those who are refused. */
  giveBack(tokenIds: readonly string[]): Promise<void>
  purge(before: number): Promise<number>
}

/** Who did it: a part of the system, or a person by their pseudonym. */
export type AuditActor = 'bbb' | 'operator' | 'retention' | { readonly person: string }

/** What happened, in terms of ours; names never appear. */
export interface AuditEntry {
  at: number
  action: string
  actor: AuditActor
  /** The pseudonym of the person whom it is about. */
  about?: string
  roomId?: string
  meetingRowId?: string
  recordingId?: string
  detail?: Readonly<Record<string, string | number | boolean>>
}

/**
 * One row as it is kept. A person stands there as a reference that only {@link PersonRegister} can tie to a pseudonym:
 * as `actor`, and as `detail.person` where it is about one.
 */
export interface AuditRow extends Omit<AuditEntry, 'actor' | 'about'> {
  seq: number
  actor: string
  previousHash: string
  hash: string
}

export interface AuditLog {
  /** Appends to the tenant's chain, in this order. The last thing a transaction does: it serialises the tenant's writers. */
  append(...entries: readonly AuditEntry[]): Promise<void>
  /** In order of `seq`. */
  list(afterSeq: number, limit: number): Promise<AuditRow[]>
  /**
   * Takes out the oldest rows, those before that moment, after appending a row `audit:trim` that says up to where and
   * with which hash: from it the rest of the chain still verifies. Databases with roles refuse it for rows younger than
   * 30 days.
   * @returns how many were taken out, `limit` at most
   */
  trim(before: number, at: number, limit: number): Promise<number>
}

/** What is held of one person. */
export interface HeldOfPerson {
  /** What stands for them in the audit log; `undefined` before they did anything. */
  reference: string | undefined
  auditRows: number
  isBlocked: boolean
  attendance: readonly AttendanceMark[]
  /** Answers kept for idempotency keys, callbacks and webhooks on their way that name them. */
  others: number
}

/** Rows that were deleted, by table. */
export type DeletedRows = Readonly<Record<string, number>>

/**
 * Ties pseudonyms to what stands for them in the audit log. A reference is a hash over the pseudonym and random bytes
 * that are kept here alone: without them nothing tells whose rows those are, and nobody else's can be claimed.
 */
export interface PersonRegister {
  held(userId: string): Promise<HeldOfPerson>
  /** Deletes everything of a person but audit rows, which then are nobody's. */
  erase(userId: string): Promise<DeletedRows>
  /** Forgets people who did nothing audited since that moment, give or take a day. @returns how many */
  purge(before: number): Promise<number>
}

export type CallbackKind = 'meeting-ended' | 'recording-ready' | 'webhook' | 'analytics'

export interface InboxItem {
  itemId: string
  kind: CallbackKind
  /** Ids only. */
  facts: Readonly<Record<string, string>>
  receivedAt: number
  attempts: number
}

/** An item that failed too often, or cannot succeed. It waits for an operator. */
export interface ParkedItem extends InboxItem {
  parkedAt: number
  /** A code of ours. */
  reason: string
}

export interface CallbackInbox {
  /**
   * Stores once; a repeat adds nothing.
   * @param againAfterMs makes a repeat of an item that is done due again, not sooner than this after it was done; one that
   * is not gets a later `receivedAt`
   * @returns whether there is something new to do
   */
  accept(item: Omit<InboxItem, 'attempts'>, againAfterMs?: number): Promise<boolean>
  /** Items whose turn it is, oldest first, and nobody else's task until `busyUntil`. */
  claimDue(now: number, busyUntil: number, limit: number): Promise<InboxItem[]>
  nextDueAt(): Promise<number | undefined>
  /**
   * Forgets its facts: what stays only recognises a repeat.
   * @param again the item as it was claimed: one that came again since is not done, and due again after that time
   */
  done(itemId: string, at: number, again?: { receivedAt: number; afterMs: number }): Promise<void>
  postpone(itemId: string, until: number): Promise<void>
  /** Keeps nothing of an item: a repeat is new. */
  forget(itemId: string): Promise<void>
  /** Puts an item aside, so that it blocks nothing. */
  park(itemId: string, reason: string, at: number): Promise<void>
  listParked(limit: number): Promise<ParkedItem[]>
  /** Gives parked items their tries back: this one, or all. @returns how many */
  replay(itemId: string | undefined, at: number): Promise<number>
  purge(before: number): Promise<number>
}

export interface RecordedFormat {
  type: string
  url: string
  durationSeconds: number | null
}

/** `unused`: nobody entered the meeting, so that there is nothing to be told of. */
export type LedgerReason = RecordingReason | 'unused'

/** One line of the ledger: what we expect of BBB, or know from it. */
export interface LedgerRecording {
  recordingId: string
  roomId: string
  meetingRowId: string
  meetingID: string
  /** BBB's; the meeting's `internalMeetingID` until BBB shows it, which may name it otherwise. */
  recordID: string
  state: RecordingState
  name: string | null
  published: boolean
  protected: boolean | null
  description: string | null
  presenter: string | null
  subject: string | null
  startedAt: number | null
  /** When the meeting ended; `null` while it goes on. */
  endedAt: number | null
  durationSeconds: number | null
  participants: number | null
  sizeBytes: string | null
  formats: readonly RecordedFormat[]
  thumbnails: readonly { url: string; alt: string }[]
  /** When the meeting ended, or was made while it goes on: the back-off schedule counts from here. */
  expectedSince: number
  nextLookAt: number | null
  /** When a complete answer first lacked it; `null` while it is there. */
  absentSince: number | null
  /** Since when `state` is what it is. */
  stateSince: number
  /** Why it is `deleting`, `deleted` or `missing`; `not-recorded` as soon as BBB says so, which it may still lift. */
  reason: LedgerReason | null
  /** Until then a deletion can be undone, and BBB has not been asked to delete. */
  trashedUntil: number | null
  /** Whether undoing the deletion publishes it again. */
  publishOnRestore: boolean
  /** Neither a person nor the retention rule may delete it. */
  legalHold: boolean
  /** Counts up with every {@link RecordingLedger.save}. */
  version: number
}

export interface RecordingLedger {
  /** One line per meeting run, from its making on; a second call for the same run changes nothing. */
  expect(recording: LedgerRecording): Promise<boolean>
  get(recordingId: string): Promise<LedgerRecording | undefined>
  findByRecordID(recordID: string): Promise<LedgerRecording | undefined>
  listOfMeeting(meetingRowId: string): Promise<LedgerRecording[]>
  /**
   * Newest first, `before` a `(expectedSince, recordingId)` pair. Without those whose meeting goes on, or was `unused`, and
   * without those `expected` since before `expectedAfter`.
   */
  listOfRoom(
    roomId: string,
    page: {
      states: readonly RecordingState[]
      expectedAfter?: number | undefined
      before?: { expectedSince: number; recordingId: string } | undefined
      limit: number
    },
  ): Promise<LedgerRecording[]>
  /** @returns `false`, with nothing written, when somebody saved the line since it was read */
  save(recording: LedgerRecording): Promise<boolean>
  /** Lines that began before that moment and may be deleted for their age: those in no state of deletion, nor on hold. */
  listExpired(before: number, limit: number): Promise<LedgerRecording[]>
  /** Makes a line due, unless it is final. @returns whether there is one */
  lookSoon(recordID: string, at: number): Promise<boolean>
  /** Makes what BBB has not delivered due by that moment: lines that were begun after `expectedAfter`. */
  lookAtAwaited(by: number, expectedAfter: number): Promise<void>
  /** Lines whose turn it is, and nobody else's task until `busyUntil`. */
  claimDue(now: number, busyUntil: number, limit: number): Promise<LedgerRecording[]>
  nextDueAt(): Promise<number | undefined>
  /** Forgets lines that have been deleted or missing since before that moment; the audit log keeps the proof. */
  purge(before: number): Promise<number>
}

export interface LeaseStore {
  /**
   * Takes a lease that is free or has run out, by the database's clock.
   * @returns its fencing number, higher than every earlier one of this name, or `undefined` while it is held
   */
  take(name: string, holder: string, durationMs: number): Promise<number | undefined>
  release(name: string, holder: string): Promise<void>
}

export interface StoredRoomEvent {
  roomId: string
  /** Counts up by one per room, in commit order. */
  seq: number
  type: RoomEventType
  at: number
}

/** What was answered to a request that carried an idempotency key. */
export interface KeptAnswer {
  status: number
  body: string
}

export interface IdempotencyStore {
  /**
   * Begins a request under a key, once.
   * @returns `begun` for the one who may go on; otherwise what is known of the first request with this key
   */
  begin(
    key: string,
    request: { hash: string; at: number; abandonedBefore: number; person: string },
  ): Promise<'begun' | 'under-way' | 'another-request' | KeptAnswer>
  keep(key: string, answer: KeptAnswer): Promise<void>
  /** The request failed in a way that may be different next time. */
  forget(key: string): Promise<void>
  purge(before: number): Promise<number>
}

/** Who and what is refused at a tenant from one moment to the next: people by their pseudonym, tokens by their age. */
export interface BlockStore {
  /** @returns whether this is new */
  add(userId: string, at: number): Promise<boolean>
  /** @returns whether there was a block */
  remove(userId: string): Promise<boolean>
  has(userId: string): Promise<boolean>
  /** Those of them who are blocked. */
  among(userIds: readonly string[]): Promise<ReadonlySet<string>>
  /** Tokens issued before that moment count no more; the last call counts. */
  refuseTokensBefore(moment: number, at: number): Promise<void>
  /** The moment before which tokens count no more; 0 where nobody said so. */
  tokensRefusedBefore(): Promise<number>
  /** What stands against one person, in one statement. */
  barOf(userId: string): Promise<{ isBlocked: boolean; tokensRefusedBefore: number }>
}

export interface RoomEventLog {
  append(roomId: string, type: RoomEventType, at: number): Promise<void>
  after(roomId: string, seq: number, limit: number): Promise<StoredRoomEvent[]>
  /** The latest `seq` of each of these rooms. */
  heads(roomIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  purge(before: number): Promise<number>
}

/** Everything of one tenant, inside one transaction. */
export interface TenantStore {
  readonly rooms: RoomStore
  readonly meetings: MeetingStore
  readonly tickets: UsedTicketStore
  readonly audit: AuditLog
  readonly inbox: CallbackInbox
  readonly recordings: RecordingLedger
  readonly leases: LeaseStore
  readonly events: RoomEventLog
  readonly idempotency: IdempotencyStore
  readonly blocks: BlockStore
  readonly people: PersonRegister
  readonly sessions: SessionStore
  readonly webhooks: WebhookOutbox
  readonly attendance: AttendanceBook
  readonly orphans: OrphanStore
  readonly chores: ChoreStore
  readonly facts: FactStore
}

/** Whose connections to the database are used: callbacks have some of their own, however many people wait. */
export type StoreShare = 'people' | 'callbacks'

/**
 * The one place where anything is kept. Failures of the database itself are `STORE_UNAVAILABLE`.
 */
export interface Store {
  /** Runs `work` in one transaction that sees this tenant's rows only; a throw rolls back. BBB is never asked inside. */
  withTenant<T>(tenantId: string, work: (store: TenantStore) => Promise<T>, share?: StoreShare): Promise<T>
  /** Epoch milliseconds on the database's clock. */
  now(): Promise<number>
  /** Tells of rooms with new events, after the commit, in this process only. @returns stops telling */
  onRoomEvents(listener: (tenantId: string, roomId: string) => void): () => void
  /**
   * Deletes every row of a tenant, the audit log too. In PostgreSQL only the owner of the tables may.
   * @param auditRows as many as were exported: with others, nothing is deleted
   * @returns the rows that were deleted by table; `undefined` when the log has grown meanwhile
   */
  removeTenant(tenantId: string, auditRows: number): Promise<DeletedRows | undefined>
  /**
   * Makes sure that deleted rows can be read from no file of the database, where it is in our hands: SQLite. PostgreSQL
   * sees to it by itself, with its next vacuum.
   */
  scrub(): Promise<void>
  close(): Promise<void>
}
