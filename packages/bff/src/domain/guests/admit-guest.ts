import type { TokenAnswer } from '@bbb-room/bff-api'
import type { AccessTokens } from '../../auth/access-tokens.ts'
import type { TenantConfig } from '../../config/bff-config.ts'
import { BffFailure } from '../../failure.ts'
import { randomId } from '../identity/random-id.ts'
import { matchesAccessCode } from '../rooms/access-code.ts'
import type { Services } from '../services.ts'

/**
 * Gives a guest an access token for one room, as a viewer who may join and nothing else. No room, a room without a code
 * and a wrong code are one answer, after the same work.
 * @throws {BffFailure} `ACCESS_CODE_WRONG`
 */
export function createAdmitGuest(
  { readSnapshot, random, metrics }: Pick<Services, 'readSnapshot' | 'random' | 'metrics'>,
  accessTokens: Pick<AccessTokens, 'issue'>,
) {
  return async (
    tenant: TenantConfig,
    { room, accessCode, name }: { room: string; accessCode: string; name: string },
  ): Promise<TokenAnswer> => {
    const { snapshot } = await readSnapshot(tenant.id, room)
    if (!(await matchesAccessCode(accessCode, snapshot?.room.accessCodeHash ?? null))) {
      metrics.count('bbb_room_guests_refused_total', { tenant: tenant.id })
      throw new BffFailure('ACCESS_CODE_WRONG')
    }
    const { token, expiresInSeconds } = accessTokens.issue(tenant, {
      wayIn: 'guest',
      subject: `guest-${randomId(random)}`,
      name,
      room,
      role: 'viewer',
      scopes: ['room:join'],
      tokenId: randomId(random),
    })
    return { access_token: token, token_type: 'Bearer', expires_in: expiresInSeconds }
  }
}
