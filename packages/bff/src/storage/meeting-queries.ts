import type { MeetingParameters } from '../ports/meeting-gateway.ts'
import type { Meeting, MeetingState, MeetingStore } from '../ports/store.ts'
import type { MeetingTable } from './tables.ts'
import type { TenantScope } from './tenant-scope.ts'

export const meetingColumns = [
  'meetings.meeting_row_id',
  'meetings.room_id',
  'meetings.meeting_id',
  'meetings.state',
  'meetings.fence',
  'meetings.parameters',
  'meetings.create_time',
  'meetings.internal_meeting_id',
  'meetings.created_at',
  'meetings.started_at',
  'meetings.ended_at',
  'meetings.moderator_seen_at',
  'meetings.participant_count',
  'meetings.launched_at',
  'meetings.end_told_at',
  'meetings.next_look_at',
  'meetings.close_watch_until',
] as const

type MeetingRow = { [Column in keyof MeetingTable]?: MeetingTable[Column] | null }

/** Reads a row that is known to be there: from an outer join too. */
export function readMeeting(row: MeetingRow): Meeting {
  const present = row as MeetingTable
  return {
    meetingRowId: present.meeting_row_id,
    roomId: present.room_id,
    meetingID: present.meeting_id,
    state: present.state as MeetingState,
    fence: present.fence,
    parameters: JSON.parse(present.parameters) as MeetingParameters,
    made:
      present.create_time === null || present.internal_meeting_id === null
        ? null
        : { createTime: present.create_time, internalMeetingID: present.internal_meeting_id },
    createdAt: present.created_at,
    startedAt: present.started_at,
    endedAt: present.ended_at,
    moderatorSeenAt: present.moderator_seen_at,
    participantCount: present.participant_count,
    launchedAt: present.launched_at,
    endToldAt: present.end_told_at,
    nextLookAt: present.next_look_at,
    closeWatchUntil: present.close_watch_until,
  }
}

export function createMeetingQueries({ db, tenantId }: TenantScope): MeetingStore {
  const meetings = () => db.selectFrom('meetings').where('tenant_id', '=', tenantId).select(meetingColumns)
  const first = async (query: ReturnType<typeof meetings>): Promise<Meeting | undefined> => {
    const row = await query.executeTakeFirst()
    return row === undefined ? undefined : readMeeting(row)
  }

  return {
    async insert(meeting) {
      const inserted = await db
        .insertInto('meetings')
        .values({
          tenant_id: tenantId,
          meeting_row_id: meeting.meetingRowId,
          room_id: meeting.roomId,
          meeting_id: meeting.meetingID,
          state: 'creating',
          fence: meeting.fence,
          parameters: JSON.stringify(meeting.parameters),
          ended_key_hash: meeting.meetingRowId,
          created_at: meeting.createdAt,
          participant_count: 0,
          next_look_at: meeting.nextLookAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('meeting_row_id')
        .execute()
      return inserted.length > 0
    },

    async change(meetingRowId, from, change, fence) {
      const values: Partial<MeetingTable> = {
        ...(change.state !== undefined && { state: change.state }),
        ...(change.made && {
          create_time: change.made.createTime,
          internal_meeting_id: change.made.internalMeetingID,
        }),
        ...(change.startedAt !== undefined && { started_at: change.startedAt }),
        ...(change.endedAt !== undefined && { ended_at: change.endedAt }),
        ...(change.moderatorSeenAt !== undefined && { moderator_seen_at: change.moderatorSeenAt }),
        ...(change.participantCount !== undefined && { participant_count: change.participantCount }),
        ...(change.launchedAt !== undefined && { launched_at: change.launchedAt }),
        ...(change.endToldAt !== undefined && { end_told_at: change.endToldAt }),
        ...(change.nextLookAt !== undefined && { next_look_at: change.nextLookAt }),
        ...(change.closeWatchUntil !== undefined && { close_watch_until: change.closeWatchUntil }),
        ...(fence !== undefined && { fence }),
      }
      let query = db
        .updateTable('meetings')
        .set(values)
        .where('tenant_id', '=', tenantId)
        .where('meeting_row_id', '=', meetingRowId)
        .where('state', 'in', from)
      if (fence !== undefined) query = query.where('fence', '<=', fence)
      const changed = await query.returning('meeting_row_id').execute()
      return changed.length > 0
    },

    get: (meetingRowId) => first(meetings().where('meeting_row_id', '=', meetingRowId)),
    findByMeetingID: (meetingID) => first(meetings().where('meeting_id', '=', meetingID)),
    findByInternalMeetingID: (internalMeetingID) =>
      first(meetings().where('internal_meeting_id', '=', internalMeetingID)),

    async isAnyCreating() {
      // The second condition is for the index: all that are live are looked at one day.
      const query = meetings().where('state', '=', 'creating').where('next_look_at', 'is not', null).limit(1)
      return (await first(query)) !== undefined
    },

    async claimDue(now, busyUntil, limit) {
      const rows = await db
        .updateTable('meetings')
        .set({ next_look_at: busyUntil })
        .where('tenant_id', '=', tenantId)
        .where('next_look_at', '<=', now)
        .where('meeting_row_id', 'in', (query) =>
          query
            .selectFrom('meetings as due')
            .where('due.tenant_id', '=', tenantId)
            .where('due.next_look_at', '<=', now)
            .orderBy('due.next_look_at')
            .limit(limit)
            .select('due.meeting_row_id'),
        )
        .returning(meetingColumns)
        .execute()
      return rows.map(readMeeting)
    },

    async listRunning(now, limit) {
      const rows = await meetings()
        .where('state', '=', 'running')
        .where('next_look_at', 'is not', null)
        .where((where) => where.or([where('close_watch_until', 'is', null), where('close_watch_until', '<=', now)]))
        .orderBy('next_look_at')
        .limit(limit)
        .execute()
      return rows.map(readMeeting)
    },

    async nextDueAt() {
      const row = await db
        .selectFrom('meetings')
        .where('tenant_id', '=', tenantId)
        .where('next_look_at', 'is not', null)
        .select(({ fn }) => fn.min('next_look_at').as('at'))
        .executeTakeFirst()
      return row?.at ?? undefined
    },

    async listOfRoom(roomId, { before, limit }) {
      let query = meetings()
        .where('room_id', '=', roomId)
        .where('state', '!=', 'creating')
        .where((where) => where.or([where('started_at', 'is not', null), where('launched_at', 'is not', null)]))
      if (before !== undefined) {
        query = query.where((where) =>
          where(
            where.refTuple('created_at', 'meeting_row_id'),
            '<',
            where.tuple(before.createdAt, before.meetingRowId),
          ),
        )
      }
      const rows = await query.orderBy('created_at', 'desc').orderBy('meeting_row_id', 'desc').limit(limit).execute()
      return rows.map(readMeeting)
    },

    async purge(before) {
      const purged = await db
        .deleteFrom('meetings')
        .where('tenant_id', '=', tenantId)
        .where('state', 'in', ['ended', 'lost'])
        .where('ended_at', '<', before)
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('recordings')
                .whereRef('recordings.tenant_id', '=', 'meetings.tenant_id')
                .whereRef('recordings.meeting_row_id', '=', 'meetings.meeting_row_id')
                .select('recordings.recording_id'),
            ),
          ),
        )
        .returning('meeting_row_id')
        .execute()
      return purged.length
    },
  }
}
