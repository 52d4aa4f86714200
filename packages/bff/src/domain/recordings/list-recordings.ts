import type { RecordingList, RecordingState } from '@bbb-room/bff-api'
import { isAllowed } from '../../policy/authorize.ts'
import type { Permit } from '../../policy/permit.ts'
import { effectiveRole } from '../../policy/room-policy.ts'
import { areCaptionsOffered } from '../captions/caption-offer.ts'
import { readCursor, writeCursor } from '../list-cursor.ts'
import { findRoom } from '../rooms/room-snapshot.ts'
import type { Services } from '../services.ts'
import { timestamp } from '../timestamp.ts'
import { presentRecording } from './present-recording.ts'

const pageSize = 50

/** What everybody may know of: that something is coming, and what is there to play. */
const shownToAll: RecordingState[] = ['expected', 'processing', 'ready', 'published']
/** How long they are told that something may be coming. BBB may take a day; what nobody recorded never comes. */
const expectedFor = 48 * 60 * 60 * 1000
const shownToManagers: RecordingState[] = [...shownToAll, 'unpublished', 'deleting', 'missing']

/** The room's recordings from our ledger, newest first: BBB is asked by the reconciler, never by a reader. */
export function createListRecordings({ store, clock, tenantOf }: Pick<Services, 'store' | 'clock' | 'tenantOf'>) {
  return async (permit: Permit<'recording:list'>, cursor: string | undefined): Promise<RecordingList> => {
    const { tenantId, roomId, actor } = permit
    const tenant = tenantOf(tenantId)
    const now = clock.now()
    const role = effectiveRole(actor.roleCeiling, tenant.roles[actor.wayIn])
    const manage = isAllowed(actor, 'recording:manage', roomId) && role === 'moderator'
    const after = cursor === undefined ? undefined : readCursor(cursor)
    const { room, lines, captions } = await store.withTenant(tenantId, async (rows) => ({
      room: (await findRoom(rows, tenant, roomId, now)).room,
      lines: await rows.recordings.listOfRoom(roomId, {
        states: manage ? shownToManagers : shownToAll,
        expectedAfter: manage ? undefined : now - expectedFor,
        before: after && { expectedSince: after.at, recordingId: after.id },
        limit: pageSize + 1,
      }),
      captions: await areCaptionsOffered(rows),
    }))
    const page = lines.slice(0, pageSize)
    const last = lines.length > pageSize ? page.at(-1) : undefined
    const play = isAllowed(actor, 'recording:play', roomId)
    const rights = { play, manage, captions, roomName: room.settings.name }
    return {
      recordings: page.map((line) => presentRecording(line, tenant, rights)),
      next: last === undefined ? null : writeCursor({ at: last.expectedSince, id: last.recordingId }),
      server_time: timestamp(now),
    }
  }
}
