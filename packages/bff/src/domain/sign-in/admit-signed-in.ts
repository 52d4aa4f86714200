import type { TokenAnswer } from '@bbb-room/bff-api'
import type { AccessTokens } from '../../auth/access-tokens.ts'
import type { TenantConfig } from '../../config/bff-config.ts'
import { BffFailure } from '../../failure.ts'
import { randomId } from '../identity/random-id.ts'
import type { Services } from '../services.ts'
import type { SignedIn } from './finish-sign-in.ts'
import { hashSessionToken, openSession } from './session-seal.ts'
import { aliveAt } from './session-times.ts'
import { roleBySignIn } from './sign-in-rules.ts'

const longestName = 64

/**
 * Gives somebody with a session an access token for one room, in the role that the tenant's rules say now.
 * @throws {BffFailure} `SIGN_IN_NEEDED` without a session; `NOT_ALLOWED` where no rule lets this person in
 */
export function createAdmitSignedIn(
  { store, clock, random }: Pick<Services, 'store' | 'clock' | 'random'>,
  accessTokens: Pick<AccessTokens, 'issue'>,
) {
  return async (tenant: TenantConfig, sessionToken: string | undefined, room: string): Promise<TokenAnswer> => {
    const { id, signIn } = tenant
    if (signIn === undefined || sessionToken === undefined) throw new BffFailure('SIGN_IN_NEEDED')
    const now = clock.now()
    const sealed = await store.withTenant(id, ({ sessions }) =>
      sessions.use(hashSessionToken(sessionToken), now, aliveAt(now)),
    )
    if (sealed === undefined) throw new BffFailure('SIGN_IN_NEEDED')
    const { subject, claims } = openSession(sessionToken, id, sealed) as SignedIn
    const role = roleBySignIn(signIn, claims, room)
    if (role === undefined) throw new BffFailure('NOT_ALLOWED')
    const name = shortened([claims[signIn.nameClaim] ?? ''].flat().join(' ').trim())
    const { token, expiresInSeconds } = accessTokens.issue(tenant, {
      wayIn: 'sign-in',
      subject,
      ...(name !== '' && { name }),
      room,
      role,
      tokenId: randomId(random),
    })
    return { access_token: token, token_type: 'Bearer', expires_in: expiresInSeconds }
  }
}

/** As much of a name as a token may hold, cut between characters as people see them. */
function shortened(name: string): string {
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(name)) {
    if (kept.length + segment.length > longestName) break
    kept += segment
  }
  return kept
}
