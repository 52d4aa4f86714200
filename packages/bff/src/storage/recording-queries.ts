import type { RecordingState } from '@bbb-room/bff-api'
import type { LedgerRecording, RecordingLedger } from '../ports/store.ts'
import type { RecordingTable } from './tables.ts'
import type { TenantScope } from './tenant-scope.ts'

function readRecording(row: RecordingTable): LedgerRecording {
  return {
    recordingId: row.recording_id,
    roomId: row.room_id,
    meetingRowId: row.meeting_row_id,
    meetingID: row.meeting_id,
    recordID: row.record_id,
    state: row.state as RecordingState,
    name: row.name,
    published: row.published === 1,
    protected: row.protected === null ? null : row.protected === 1,
    description: row.description,
    presenter: row.presenter,
    subject: row.subject,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    durationSeconds: row.duration_seconds,
    participants: row.participants,
    sizeBytes: row.size_bytes,
    formats: JSON.parse(row.formats) as LedgerRecording['formats'],
    thumbnails: JSON.parse(row.thumbnails) as LedgerRecording['thumbnails'],
    expectedSince: row.expected_since,
    nextLookAt: row.next_look_at,
    absentSince: row.absent_since,
    stateSince: row.state_since,
    reason: row.reason as LedgerRecording['reason'],
    trashedUntil: row.trashed_until,
    publishOnRestore: row.publish_on_restore === 1,
    legalHold: row.legal_hold === 1,
    version: row.version,
  }
}

export function createRecordingQueries({ db, tenantId }: TenantScope): RecordingLedger {
  const recordings = () => db.selectFrom('recordings').where('tenant_id', '=', tenantId).selectAll()
  const rowOf = (recording: LedgerRecording): RecordingTable => ({
    tenant_id: tenantId,
    recording_id: recording.recordingId,
    room_id: recording.roomId,
    meeting_row_id: recording.meetingRowId,
    meeting_id: recording.meetingID,
    record_id: recording.recordID,
    state: recording.state,
    name: recording.name,
    published: recording.published ? 1 : 0,
    protected: recording.protected === null ? null : recording.protected ? 1 : 0,
    description: recording.description,
    presenter: recording.presenter,
    subject: recording.subject,
    started_at: recording.startedAt,
    ended_at: recording.endedAt,
    duration_seconds: recording.durationSeconds,
    participants: recording.participants,
    size_bytes: recording.sizeBytes,
    formats: JSON.stringify(recording.formats),
    thumbnails: JSON.stringify(recording.thumbnails),
    expected_since: recording.expectedSince,
    next_look_at: recording.nextLookAt,
    absent_since: recording.absentSince,
    state_since: recording.stateSince,
    reason: recording.reason,
    trashed_until: recording.trashedUntil,
    publish_on_restore: recording.publishOnRestore ? 1 : 0,
    legal_hold: recording.legalHold ? 1 : 0,
    version: recording.version,
  })
  const first = async (query: ReturnType<typeof recordings>): Promise<LedgerRecording | undefined> => {
    const row = await query.executeTakeFirst()
    return row === undefined ? undefined : readRecording(row)
  }

  return {
    async expect(recording) {
      const inserted = await db
        .insertInto('recordings')
        .values(rowOf(recording))
        .onConflict((conflict) => conflict.columns(['tenant_id', 'record_id']).doNothing())
        .returning('recording_id')
        .execute()
      return inserted.length > 0
    },

    get: (recordingId) => first(recordings().where('recording_id', '=', recordingId)),
    findByRecordID: (recordID) => first(recordings().where('record_id', '=', recordID)),

    async listOfMeeting(meetingRowId) {
      const rows = await recordings().where('meeting_row_id', '=', meetingRowId).execute()
      return rows.map(readRecording)
    },

    async listOfRoom(roomId, { states, expectedAfter = 0, before, limit }) {
      let query = recordings()
        .where('room_id', '=', roomId)
        .where('state', 'in', states)
        .where((where) => where.or([where('reason', 'is', null), where('reason', '!=', 'unused')]))
        .where((where) =>
          where.or([
            where('state', '!=', 'expected'),
            where.and([where('ended_at', 'is not', null), where('expected_since', '>=', expectedAfter)]),
          ]),
        )
      if (before !== undefined) {
        query = query.where((where) =>
          where(
            where.refTuple('expected_since', 'recording_id'),
            '<',
            where.tuple(before.expectedSince, before.recordingId),
          ),
        )
      }
      const rows = await query.orderBy('expected_since', 'desc').orderBy('recording_id', 'desc').limit(limit).execute()
      return rows.map(readRecording)
    },

    async save(recording) {
      const saved = await db
        .updateTable('recordings')
        .set({ ...rowOf(recording), version: recording.version + 1 })
        .where('tenant_id', '=', tenantId)
        .where('recording_id', '=', recording.recordingId)
        .where('version', '=', recording.version)
        .returning('recording_id')
        .execute()
      return saved.length > 0
    },

    async listExpired(before, limit) {
      const rows = await recordings()
        .where('state', 'in', ['processing', 'ready', 'published', 'unpublished'] satisfies RecordingState[])
        .where('expected_since', '<', before)
        .where('legal_hold', '=', 0)
        .orderBy('expected_since')
        .limit(limit)
        .execute()
      return rows.map(readRecording)
    },

    async lookSoon(recordID, at) {
      const touched = await db
        .updateTable('recordings')
        .set({ next_look_at: at })
        .where('tenant_id', '=', tenantId)
        .where('record_id', '=', recordID)
        .where('state', '!=', 'deleted')
        .returning('recording_id')
        .execute()
      return touched.length > 0
    },

    async lookAtAwaited(by, expectedAfter) {
      await db
        .updateTable('recordings')
        .set({ next_look_at: by })
        .where('tenant_id', '=', tenantId)
        .where('next_look_at', '>', by)
        .where('state', 'in', ['expected', 'processing', 'ready'] satisfies RecordingState[])
        .where('ended_at', 'is not', null)
        .where('expected_since', '>=', expectedAfter)
        .execute()
    },

    async claimDue(now, busyUntil, limit) {
      const rows = await db
        .updateTable('recordings')
        .set({ next_look_at: busyUntil })
        .where('tenant_id', '=', tenantId)
        .where('next_look_at', '<=', now)
        .where('recording_id', 'in', (query) =>
          query
            .selectFrom('recordings as due')
            .where('due.tenant_id', '=', tenantId)
            .where('due.next_look_at', '<=', now)
            .orderBy('due.next_look_at')
            .limit(limit)
            .select('due.recording_id'),
        )
        .returningAll()
        .execute()
      return rows.map(readRecording)
    },

    async purge(before) {
      const purged = await db
        .deleteFrom('recordings')
        .where('tenant_id', '=', tenantId)
        .where('state', 'in', ['deleted', 'missing'])
        .where('state_since', '<', before)
        .where('legal_hold', '=', 0)
        .returning('recording_id')
        .execute()
      return purged.length
    },

    async nextDueAt() {
      const row = await db
        .selectFrom('recordings')
        .where('tenant_id', '=', tenantId)
        .where('next_look_at', 'is not', null)
        .select(({ fn }) => fn.min('next_look_at').as('at'))
        .executeTakeFirst()
      return row?.at ?? undefined
    },
  }
}
