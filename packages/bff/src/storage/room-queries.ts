import type { Room, RoomSettings, RoomStore } from '../ports/store.ts'
import { meetingColumns, readMeeting } from './meeting-queries.ts'
import type { TenantScope } from './tenant-scope.ts'

export function createRoomQueries({ db, tenantId, compiled }: TenantScope): RoomStore {
  /** With its latest meeting, if there was any, and how many of these people are blocked. */
  const roomWithMeeting = (roomId: string, people: readonly string[]) =>
    db
      .selectFrom('rooms')
      .leftJoin('meetings', (join) =>
        join
          .onRef('meetings.tenant_id', '=', 'rooms.tenant_id')
          .onRef('meetings.room_id', '=', 'rooms.room_id')
          .on('meetings.fence', '=', (query) =>
            query
              .selectFrom('meetings as latest')
              .whereRef('latest.tenant_id', '=', 'rooms.tenant_id')
              .whereRef('latest.room_id', '=', 'rooms.room_id')
              .select(({ fn }) => fn.max('latest.fence').as('fence')),
          ),
      )
      .where('rooms.tenant_id', '=', tenantId)
      .where('rooms.room_id', '=', roomId)
      .select([
        'rooms.settings',
        'rooms.access_code_hash',
        'rooms.created_at as room_created_at',
        'rooms.updated_at as room_updated_at',
        ...meetingColumns,
      ])
      .$if(people.length > 0, (query) =>
        query.select((eb) =>
          eb
            .selectFrom('blocks')
            .where('blocks.tenant_id', '=', tenantId)
            .where('blocks.user_id', 'in', people)
            .select(({ fn }) => fn.countAll<number>().as('count'))
            .as('blocked_count'),
        ),
      )

  const rowOf = (room: Room) => ({
    tenant_id: tenantId,
    room_id: room.roomId,
    settings: JSON.stringify(room.settings),
    access_code_hash: room.accessCodeHash,
    created_at: room.createdAt,
    updated_at: room.updatedAt,
  })

  return {
    async look(roomId, userIds = []) {
      const people = padded(userIds)
      const values = [...(people.length > 0 ? [tenantId, ...people] : []), tenantId, roomId]
      const query = compiled.with(`rooms.look ${people.length}`, values, () => roomWithMeeting(roomId, people))
      const [row] = (await db.executeQuery(query)).rows
      if (row === undefined) return undefined
      return {
        blockedCount: row.blocked_count ?? 0,
        room: {
          roomId,
          settings: JSON.parse(row.settings) as RoomSettings,
          accessCodeHash: row.access_code_hash,
          createdAt: row.room_created_at,
          updatedAt: row.room_updated_at,
        },
        meeting: row.meeting_row_id === null ? null : readMeeting(row),
      }
    },

    async declare(room) {
      const existing = await db
        .updateTable('rooms')
        .set({
          settings: JSON.stringify(room.settings),
          access_code_hash: room.accessCodeHash,
          updated_at: room.updatedAt,
        })
        .where('tenant_id', '=', tenantId)
        .where('room_id', '=', room.roomId)
        .returning('created_at')
        .executeTakeFirst()
      if (existing !== undefined) return { made: false, createdAt: existing.created_at }
      await db
        .insertInto('rooms')
        .values(rowOf(room))
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'room_id']).doUpdateSet((values) => ({
            settings: values.ref('excluded.settings'),
            access_code_hash: values.ref('excluded.access_code_hash'),
            updated_at: values.ref('excluded.updated_at'),
          })),
        )
        .execute()
      return { made: true, createdAt: room.createdAt }
    },

    async makeIfAbsent(room) {
      await db
        .insertInto('rooms')
        .values(rowOf(room))
        .onConflict((conflict) => conflict.columns(['tenant_id', 'room_id']).doNothing())
        .execute()
    },

    async remove(roomId) {
      const removed = await db
        .deleteFrom('rooms')
        .where('tenant_id', '=', tenantId)
        .where('room_id', '=', roomId)
        .returning('room_id')
        .execute()
      return removed.length > 0
    },
  }
}

/** Repeats the last up to a power of two: a few texts of the query serve for any number of people. */
function padded(userIds: readonly string[]): readonly string[] {
  const last = userIds.at(-1)
  if (last === undefined) return []
  const length = 2 ** Math.ceil(Math.log2(userIds.length))
  return [...userIds, ...Array<string>(length - userIds.length).fill(last)]
}
