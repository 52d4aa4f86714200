import type { ActivityCounts, AttendanceBook, AttendanceMark } from '../ports/attendance-book.ts'
import type { AttendanceTable } from './tables.ts'
import type { TenantScope } from './tenant-scope.ts'

function readMark(row: AttendanceTable): AttendanceMark {
  return {
    meetingRowId: row.meeting_row_id,
    person: row.person,
    session: row.session,
    joinedAt: row.joined_at,
    leftAt: row.left_at,
    name: row.name,
    role: row.role,
  }
}

const countColumns = ['talk_seconds', 'talks', 'messages', 'raised_hands', 'emojis', 'poll_votes'] as const

export function createAttendanceQueries({ db, tenantId }: TenantScope): AttendanceBook {
  const meetingsSince = (before: number) =>
    db
      .selectFrom('meetings')
      .where('meetings.tenant_id', '=', tenantId)
      .where('meetings.created_at', '>=', before)
      .select('meetings.meeting_row_id')

  const marks = () =>
    db.selectFrom('attendance').where('tenant_id', '=', tenantId).orderBy('person').orderBy('session').selectAll()

  return {
    async mark({ meetingRowId, person, session, joinedAt, leftAt, name, role }) {
      await db
        .insertInto('attendance')
        .values({
          tenant_id: tenantId,
          meeting_row_id: meetingRowId,
          person,
          session,
          joined_at: joinedAt,
          left_at: leftAt,
          name,
          role,
        })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'meeting_row_id', 'person', 'session']).doUpdateSet((eb) => {
            const { fn } = eb
            const known = eb.ref('attendance.joined_at')
            const told = eb.ref('excluded.joined_at')
            const left = eb.ref('attendance.left_at')
            const leftNow = eb.ref('excluded.left_at')
            return {
              joined_at: eb.case().when(known, '<=', told).then(known).else(fn.coalesce(told, known)).end(),
              left_at: eb.case().when(left, '>=', leftNow).then(left).else(fn.coalesce(leftNow, left)).end(),
              name: fn.coalesce('excluded.name', 'attendance.name'),
              role: fn.coalesce('excluded.role', 'attendance.role'),
            }
          }),
        )
        .execute()
    },

    async ofMeeting(meetingRowId) {
      const rows = await marks().where('meeting_row_id', '=', meetingRowId).execute()
      return rows.map(readMark)
    },

    async ofPerson(person) {
      const rows = await marks().where('person', '=', person).execute()
      return rows.map(readMark)
    },

    async countPeople(meetingRowIds) {
      if (meetingRowIds.length === 0) return new Map()
      const rows = await db
        .selectFrom('attendance')
        .where('tenant_id', '=', tenantId)
        .where('meeting_row_id', 'in', meetingRowIds)
        .groupBy('meeting_row_id')
        .select(({ fn }) => ['meeting_row_id', fn.count<number | string>('person').distinct().as('people')])
        .execute()
      return new Map(rows.map((row) => [row.meeting_row_id, Number(row.people)]))
    },

    async noteActivity(meetingRowId, counts) {
      for (const { person, talkSeconds, talks, messages, raisedHands, emojis, pollVotes } of counts) {
        await db
          .insertInto('activity')
          .values({
            tenant_id: tenantId,
            meeting_row_id: meetingRowId,
            person,
            talk_seconds: talkSeconds,
            talks,
            messages,
            raised_hands: raisedHands,
            emojis,
            poll_votes: pollVotes,
          })
          .onConflict((conflict) =>
            conflict.columns(['tenant_id', 'meeting_row_id', 'person']).doUpdateSet((eb) => {
              const larger = (column: (typeof countColumns)[number]) => {
                const known = eb.ref(`activity.${column}`)
                const told = eb.ref(`excluded.${column}`)
                return eb.case().when(known, '>', told).then(known).else(told).end()
              }
              return Object.fromEntries(countColumns.map((column) => [column, larger(column)]))
            }),
          )
          .execute()
      }
    },

    async activityOf(meetingRowId) {
      const rows = await db
        .selectFrom('activity')
        .where('tenant_id', '=', tenantId)
        .where('meeting_row_id', '=', meetingRowId)
        .orderBy('person')
        .selectAll()
        .execute()
      return rows.map((row): ActivityCounts => ({
        person: row.person,
        talkSeconds: row.talk_seconds,
        talks: row.talks,
        messages: row.messages,
        raisedHands: row.raised_hands,
        emojis: row.emojis,
        pollVotes: row.poll_votes,
      }))
    },

    async forgetNames() {
      const named = await db
        .updateTable('attendance')
        .set({ name: null })
        .where('tenant_id', '=', tenantId)
        .where('name', 'is not', null)
        .returning('session')
        .execute()
      return named.length
    },

    async purge(before) {
      const marks = await db
        .deleteFrom('attendance')
        .where('tenant_id', '=', tenantId)
        .where('meeting_row_id', 'not in', meetingsSince(before))
        .returning('session')
        .execute()
      await db
        .deleteFrom('activity')
        .where('tenant_id', '=', tenantId)
        .where('meeting_row_id', 'not in', meetingsSince(before))
        .execute()
      return marks.length
    },

    async erase(person) {
      const erased = await db
        .deleteFrom('attendance')
        .where('tenant_id', '=', tenantId)
        .where('person', '=', person)
        .returning('session')
        .execute()
      await db.deleteFrom('activity').where('tenant_id', '=', tenantId).where('person', '=', person).execute()
      return erased.length
    },
  }
}
