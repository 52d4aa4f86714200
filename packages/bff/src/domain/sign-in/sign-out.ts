import type { Services } from '../services.ts'
import { hashSessionToken } from './session-seal.ts'

/** Ends a session, if there is one. Access tokens made from it last a few minutes more. */
export function createSignOut({ store }: Pick<Services, 'store'>) {
  return async (tenantId: string, sessionToken: string | undefined): Promise<void> => {
    if (sessionToken === undefined) return
    await store.withTenant(tenantId, ({ sessions }) => sessions.end(hashSessionToken(sessionToken)))
  }
}
