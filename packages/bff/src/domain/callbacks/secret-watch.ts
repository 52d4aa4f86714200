import type { Secret } from '../../config/secret.ts'
import type { Services } from '../services.ts'

/** Remembers, for all replicas and over restarts, when the secrets of a tenant's BBB last changed here. */
export interface SecretWatch {
  /**
   * Whether they changed within a day: then a callback that none of them signed may be genuine all the same, under a
   * secret that we have not been told yet or are told no more.
   */
  changedLately(tenantId: string): Promise<boolean>
}

const factName = 'bbb-secrets'
const lately = 24 * 3_600_000
/** Refused callbacks come in floods: the store is asked this often at most, and this often when it failed. */
const rereadMs = 60_000
const afterFailureMs = 1_000

interface Known {
  secrets: readonly Secret[]
  rereadAt: number
  changedAt: Promise<number>
}

/** What is stored is a keyed fingerprint of the set of secrets: the store says nothing about them. */
export function createSecretWatch({
  store,
  clock,
  tenantOf,
  pseudonyms,
}: Pick<Services, 'store' | 'clock' | 'tenantOf' | 'pseudonyms'>): SecretWatch {
  const known = new Map<string, Known>()

  /** The first time is no change. */
  function note(tenantId: string, fingerprint: string, now: number): Promise<number> {
    return store.withTenant(tenantId, async ({ facts }) => {
      const before = await facts.get(factName)
      if (before?.value === fingerprint) return before.since
      const changedAt = before === undefined ? 0 : now
      await facts.note(factName, fingerprint, changedAt)
      return changedAt
    })
  }

  return {
    async changedLately(tenantId) {
      const now = clock.now()
      const secrets = tenantOf(tenantId).bbb.sharedSecrets
      let last = known.get(tenantId)
      if (last?.secrets !== secrets || now >= last.rereadAt) {
        const changedAt = note(tenantId, pseudonyms.fingerprintOf(tenantId, secrets), now)
        const asked: Known = { secrets, rereadAt: now + rereadMs, changedAt }
        changedAt.catch(() => (asked.rereadAt = now + afterFailureMs))
        known.set(tenantId, (last = asked))
      }
      return now - (await last.changedAt) < lately
    },
  }
}
