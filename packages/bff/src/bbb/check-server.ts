import { randomUUID } from 'node:crypto'
import type { TenantConfig } from '../config/bff-config.ts'
import { BffFailure } from '../failure.ts'
import { createCoreGateway } from './core-gateway.ts'

/** What BBB says of one secret of a tenant: `accepted`, or the code of what went wrong. */
export type SecretCheck = 'accepted' | 'BBB_SECRET_REFUSED' | 'BBB_UNAVAILABLE' | 'BBB_REFUSED'

/**
 * Asks a tenant's BBB with each of its secrets for a meeting that cannot be there: a signed call that changes nothing.
 * @returns in the order of the configuration
 */
export function checkServer({ bbb }: Pick<TenantConfig, 'bbb'>): Promise<SecretCheck[]> {
  return Promise.all(
    bbb.sharedSecrets.map(async (secret): Promise<SecretCheck> => {
      try {
        await createCoreGateway({ ...bbb, sharedSecrets: [secret] }).findMeeting(`check-${randomUUID()}`)
        return 'accepted'
      } catch (error) {
        if (!(error instanceof BffFailure)) throw error
        return error.code === 'BBB_SECRET_REFUSED' || error.code === 'BBB_REFUSED' ? error.code : 'BBB_UNAVAILABLE'
      }
    }),
  )
}
