import type { AttendanceBook, AttendanceMark } from '../ports/attendance-book.ts'
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

export function createAttendanceQueries({ db, tenantId }: TenantScope): AttendanceBook {
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

    async purge(before) {
      const purged = await db
        .deleteFrom('attendance')
        .where('tenant_id', '=', tenantId)
        .where('meeting_row_id', 'in', (query) =>
          query
            .selectFrom('meetings')
            .where('meetings.tenant_id', '=', tenantId)
            .where('meetings.created_at', '<', before)
            .select('meetings.meeting_row_id'),
        )
        .returning('session')
        .execute()
      return purged.length
    },

    async erase(person) {
      const erased = await db
        .deleteFrom('attendance')
        .where('tenant_id', '=', tenantId)
        .where('person', '=', person)
        .returning('session')
        .execute()
      return erased.length
    },
  }
}
