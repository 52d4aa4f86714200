import type { RoomInfo } from '@bbb-room/bff-api'
import { isAllowed } from '../../policy/authorize.ts'
import type { Permit } from '../../policy/permit.ts'
import { decideJoin, effectiveRole, readRules, roomState } from '../../policy/room-policy.ts'
import type { Services } from '../services.ts'
import { timestamp, timestampOrNull } from '../timestamp.ts'
import { factsOf, roomOrDefault } from './room-snapshot.ts'

/**
 * What the room is for this person, now: from the store alone, so that a thousand waiting pages cost BBB nothing.
 */
export function createGetRoomInfo({
  readSnapshot,
  clock,
  pseudonyms,
  tenantOf,
}: Pick<Services, 'readSnapshot' | 'clock' | 'tenantOf' | 'pseudonyms'>) {
  return async (permit: Permit<'room:read'>): Promise<RoomInfo> => {
    const { actor, roomId, tenantId } = permit
    const tenant = tenantOf(tenantId)
    const now = clock.now()
    const userId = pseudonyms.userIdOf(tenantId, actor.subject)
    const { snapshot, isBlocked } = await readSnapshot(tenantId, roomId, userId)
    const found = roomOrDefault(snapshot, tenant, roomId, now)
    const { room, meeting } = found
    const facts = factsOf(found, tenant, now)
    const role = effectiveRole(actor.roleCeiling, tenant.roles[actor.wayIn])
    const isLive = meeting?.state === 'running'
    return {
      room: roomId,
      name: room.settings.name,
      state: roomState(role, facts),
      role,
      opens_at: room.settings.opens_at ?? null,
      closes_at: room.settings.closes_at ?? null,
      started_at: isLive ? timestampOrNull(meeting.startedAt) : null,
      ended_at: isLive ? null : timestampOrNull(meeting?.endedAt ?? null),
      participant_count: isLive ? meeting.participantCount : 0,
      max_participants: readRules(room.settings).maxParticipants,
      record: room.settings.record ?? false,
      display: tenant.display.mode,
      frame_origins: tenant.display.mode === 'frame' ? [...tenant.frameOrigins] : [],
      can: {
        join:
          isAllowed(actor, 'meeting:join', roomId) &&
          decideJoin(role, facts, { isGuest: actor.wayIn === 'guest', isBlocked }).admit,
        end: isAllowed(actor, 'meeting:end', roomId) && role === 'moderator' && isLive,
        list_recordings: isAllowed(actor, 'recording:list', roomId),
        manage_recordings: isAllowed(actor, 'recording:manage', roomId) && role === 'moderator',
      },
      server_time: timestamp(now),
    }
  }
}
