import type { JoinState } from '@bbb-room/bff-api'
import type { AccessTokens } from '../../auth/access-tokens.ts'
import type { TenantConfig } from '../../config/bff-config.ts'
import type { Actor } from '../../policy/actor.ts'
import { authorize } from '../../policy/authorize.ts'
import type { SecretUrl } from '../../ports/meeting-gateway.ts'
import type { createGetRoomInfo } from '../rooms/get-room-info.ts'
import type { createJoinRoom } from '../rooms/join-room.ts'
import type { createLaunch } from './launch-meeting.ts'

interface Verbs {
  accessTokens: Pick<AccessTokens, 'verify'>
  getRoomInfo: ReturnType<typeof createGetRoomInfo>
  joinRoom: ReturnType<typeof createJoinRoom>
  launch: ReturnType<typeof createLaunch>
}

/** Into the meeting, or why not yet: `record` is somebody who has not agreed to be recorded. */
export type Entry =
  { state: 'entered'; address: SecretUrl } | { state: 'record' } | Pick<JoinState, 'state' | 'opens_at'>

/**
 * All that the element does between a token and BBB, in one request, for a page of our own without scripts.
 * @throws {BffFailure} what joining and launching throw
 */
export function createEnterRoom({ accessTokens, getRoomInfo, joinRoom, launch }: Verbs) {
  return async (
    tenant: TenantConfig,
    accessToken: string,
    {
      room,
      origin,
      agreesToRecording,
      admit,
    }: {
      room: string
      /** Of the page that asks. */
      origin: string
      agreesToRecording: boolean
      /** Told who it is before anything is done; throws to refuse. */
      admit: (actor: Actor) => void
    },
  ): Promise<Entry> => {
    const actor = await accessTokens.verify(accessToken, tenant)
    admit(actor)
    const { record } = await getRoomInfo(authorize(actor, 'room:read', room))
    if (record && !agreesToRecording) return { state: 'record' }
    const answer = await joinRoom(authorize(actor, 'meeting:join', room), origin)
    if (!('ticket' in answer)) return answer
    return { state: 'entered', address: await launch(tenant.id, answer.ticket, origin) }
  }
}
