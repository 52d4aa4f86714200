import { z } from 'zod'
import type { IssuerConfig } from '../config/bff-config.ts'
import type { GuardedFetch } from '../fetch/guarded-fetch.ts'
import type { Clock } from '../ports/clock.ts'
import { tenantKey } from '../tenant-key.ts'
import { KeyRefused, registerPublicJwk, type VerificationKey } from './verification-key.ts'

const betweenFetchesMs = 30_000
const freshForMs = 5 * 60_000
const lastGoodForMs = 24 * 60 * 60_000
const mostKeys = 50

const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) })

interface KeySet {
  keys: ReadonlyMap<string, VerificationKey>
  fetchedAt: number
  triedAt: number
  fetching: Promise<void> | undefined
}

/** Finds keys of issuers: the registered ones, then those at the issuer's JWKS address. */
export interface IssuerKeys {
  /** @param tenantId key sets are kept per tenant, so that one tenant's flood is not another's */
  find(tenantId: string, issuer: IssuerConfig, kid: string): Promise<VerificationKey | undefined>
}

/**
 * At most one fetch per 30 s for each tenant's address, whatever the `kid`s; a set that cannot be fetched anew stays
 * good for 24 h. Members of a set that are no Ed25519 or P-256 public keys are passed over.
 */
export function createIssuerKeys({ fetch, clock }: { fetch: GuardedFetch; clock: Clock }): IssuerKeys {
  const sets = new Map<string, KeySet>()
  return {
    find: async (tenantId, issuer, kid) => {
      const registered = issuer.keys.get(kid)
      if (registered !== undefined || issuer.jwksUrl === undefined) return registered
      const set = setOf(sets, tenantKey(tenantId, issuer.jwksUrl))
      const known = findGood(set, kid, clock.now())
      const isStale = clock.now() - set.fetchedAt > freshForMs
      if (known !== undefined && !isStale) return known
      const refreshing = refresh(set, issuer.jwksUrl, fetch, clock)
      if (known !== undefined) return known
      await refreshing
      return findGood(set, kid, clock.now())
    },
  }
}

function setOf(sets: Map<string, KeySet>, name: string): KeySet {
  let set = sets.get(name)
  if (set === undefined)
    sets.set(name, (set = { keys: new Map(), fetchedAt: -Infinity, triedAt: -Infinity, fetching: undefined }))
  return set
}

function findGood(set: KeySet, kid: string, now: number): VerificationKey | undefined {
  return now - set.fetchedAt <= lastGoodForMs ? set.keys.get(kid) : undefined
}

function refresh(set: KeySet, url: string, fetch: GuardedFetch, clock: Clock): Promise<void> {
  if (set.fetching !== undefined) return set.fetching
  if (clock.now() - set.triedAt < betweenFetchesMs) return Promise.resolve()
  set.triedAt = clock.now()
  set.fetching = fetch(url, { accept: 'application/json' })
    .then((answer) => {
      set.keys = readKeySet(answer.body)
      set.fetchedAt = clock.now()
    })
    .catch(() => undefined) // the last good set stays; an unknown key is a refused token, whatever the reason
    .finally(() => {
      set.fetching = undefined
    })
  return set.fetching
}

/** @throws when it is no key set at all; then the old one is kept */
function readKeySet(body: Uint8Array): ReadonlyMap<string, VerificationKey> {
  const { keys } = keySetSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)))
  const good = new Map<string, VerificationKey>()
  const twice = new Set<string>()
  for (const jwk of keys.slice(0, mostKeys)) {
    try {
      const key = registerPublicJwk(jwk)
      if (good.has(key.kid)) twice.add(key.kid)
      good.set(key.kid, key)
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error
    }
  }
  for (const kid of twice) good.delete(kid) // two keys of one name: neither can be meant
  return good
}
