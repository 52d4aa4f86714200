import type { JoinAnswer } from '@bbb-room/bff-api'
import { BffFailure } from '../../failure.ts'
import type { Permit } from '../../policy/permit.ts'
import { decideJoin, effectiveRole } from '../../policy/room-policy.ts'
import type { createEnsureMeeting } from '../meetings/ensure-meeting.ts'
import type { Services } from '../services.ts'
import { factsOf, roomOrDefault } from './room-snapshot.ts'

/**
 * Policy, then the room's one meeting, then a ticket. One read of the store when the meeting is there, and no write:
 * what is written about a join, the launch writes.
 * @throws {BffFailure} `ORIGIN_NOT_ALLOWED` when neither the token nor the request names a page; `BBB_*`
 */
export function createJoinRoom(
  {
    readSnapshot,
    clock,
    tenantOf,
    tickets,
    addresses,
    pseudonyms,
  }: Pick<Services, 'readSnapshot' | 'clock' | 'tenantOf' | 'tickets' | 'addresses' | 'pseudonyms'>,
  ensureMeeting: ReturnType<typeof createEnsureMeeting>,
) {
  return async (permit: Permit<'meeting:join'>, pageOrigin: string | undefined): Promise<JoinAnswer> => {
    const { tenantId, roomId, actor } = permit
    const tenant = tenantOf(tenantId)
    const now = clock.now()
    const userId = pseudonyms.userIdOf(tenantId, actor.subject)
    const { snapshot, isBlocked } = await readSnapshot(tenantId, roomId, userId)
    const found = roomOrDefault(snapshot, tenant, roomId, now)
    const role = effectiveRole(actor.roleCeiling, tenant.roles[actor.wayIn])
    const decision = decideJoin(role, factsOf(found, tenant, now), { isGuest: actor.wayIn === 'guest', isBlocked })
    if (!decision.admit) return decision.answer
    const origin = actor.origin ?? pageOrigin
    if (origin === undefined) {
      throw new BffFailure('ORIGIN_NOT_ALLOWED', {
        detail: 'A ticket belongs to a page: send Origin, or azo in the token.',
      })
    }
    const meeting = await ensureMeeting(permit, found.room, found.meeting)
    const { ticket, expiresInSeconds } = tickets.issue({
      kind: 'join',
      tenant: tenantId,
      room: roomId,
      meeting: meeting.meetingRowId,
      sub: actor.subject,
      role,
      way_in: actor.wayIn,
      origin,
      token_iat: Math.floor(actor.tokenIssuedAt / 1000),
      ...(actor.name !== undefined && { name: actor.name }),
    })
    return {
      ticket,
      expires_in: expiresInSeconds,
      launch_url: addresses.launch(tenantId),
      display: tenant.display.mode,
      frame_origins: tenant.display.mode === 'frame' ? [...tenant.frameOrigins] : [],
    }
  }
}
