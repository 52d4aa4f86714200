import type { TicketAnswer } from '@bbb-room/bff-api'
import { BffFailure } from '../../failure.ts'
import { isAllowed } from '../../policy/authorize.ts'
import type { Permit } from '../../policy/permit.ts'
import { effectiveRole } from '../../policy/room-policy.ts'
import type { Services } from '../services.ts'
import { playableFormats } from './present-recording.ts'

/**
 * A ticket for one playback, to be launched as a join is: the address itself is made at the click and never listed.
 * @param format BBB's name of it; the first playable one when absent
 * @throws {BffFailure} `NOT_FOUND` when there is nothing that this person could play
 */
export function createStartPlayback({
  store,
  tenantOf,
  tickets,
  addresses,
}: Pick<Services, 'store' | 'tenantOf' | 'tickets' | 'addresses'>) {
  return async (
    permit: Permit<'recording:play'>,
    recordingId: string,
    format: string | undefined,
    pageOrigin: string | undefined,
  ): Promise<TicketAnswer> => {
    const { tenantId, roomId, actor } = permit
    const tenant = tenantOf(tenantId)
    const line = await store.withTenant(tenantId, ({ recordings }) => recordings.get(recordingId))
    const role = effectiveRole(actor.roleCeiling, tenant.roles[actor.wayIn])
    const manages = isAllowed(actor, 'recording:manage', roomId) && role === 'moderator'
    const formats = line?.roomId === roomId ? playableFormats(line, tenant, manages) : []
    const chosen = format === undefined ? formats[0] : formats.find(({ type }) => type === format)
    if (chosen === undefined) throw new BffFailure('NOT_FOUND')
    const origin = actor.origin ?? pageOrigin
    if (origin === undefined) throw new BffFailure('ORIGIN_NOT_ALLOWED')
    const { ticket, expiresInSeconds } = tickets.issue({
      kind: 'playback',
      tenant: tenantId,
      room: roomId,
      recording: recordingId,
      format: chosen.type,
      sub: actor.subject,
      role,
      way_in: actor.wayIn,
      origin,
      token_iat: Math.floor(actor.tokenIssuedAt / 1000),
    })
    return {
      ticket,
      expires_in: expiresInSeconds,
      launch_url: addresses.launch(tenantId),
      display: 'tab',
      frame_origins: [],
    }
  }
}
