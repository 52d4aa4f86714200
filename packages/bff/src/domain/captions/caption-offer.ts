import { BffFailure } from '../../failure.ts'
import type { Store, TenantStore } from '../../ports/store.ts'

/** What BBB last showed of whether it takes captions. */
const fact = 'captions'

/** Whether people are offered captions: unless BBB is known not to take any. */
export async function areCaptionsOffered({ facts }: Pick<TenantStore, 'facts'>): Promise<boolean> {
  return (await facts.get(fact))?.value !== 'not-offered'
}

/** Asks BBB something about captions, and remembers whether it takes any. */
export async function noteCaptionsOffer<T>(
  { store, now }: { store: Store; now: () => number },
  tenantId: string,
  ask: () => Promise<T>,
): Promise<T> {
  const note = (value: string) => store.withTenant(tenantId, ({ facts }) => facts.note(fact, value, now()))
  try {
    const answer = await ask()
    await note('offered')
    return answer
  } catch (error) {
    if (error instanceof BffFailure && error.code === 'NOT_SUPPORTED_BY_BBB') await note('not-offered')
    throw error
  }
}
