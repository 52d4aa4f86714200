import type { BffKeys } from '../../config/bff-config.ts'
import type { DeletedRows, HeldOfPerson, Store } from '../../ports/store.ts'
import { createPseudonyms } from '../identity/pseudonyms.ts'

/** What finding a person's rows needs. */
export interface PersonServices {
  store: Store
  keys: Pick<BffKeys, 'pseudonym' | 'callback'>
}

/**
 * What a tenant's rows hold of a person, for their request to see it. Names are held in attendance only, where the
 * tenant asked for it; BBB holds more.
 * @param subject as the issuer names the person, `sub`
 */
export function showPerson(
  { store, keys }: PersonServices,
  tenantId: string,
  subject: string,
): Promise<HeldOfPerson & { userID: string }> {
  const userID = createPseudonyms(keys).userIdOf(tenantId, subject)
  return store.withTenant(tenantId, async ({ people }) => ({ userID, ...(await people.held(userID)) }))
}

/**
 * Forgets a person: everything that names them is deleted, and what tied their rows in the audit log to them. The log
 * keeps every row, and its chain verifies as before. A block is forgotten too: block them again where it has to stay.
 * Who is in a meeting meanwhile, or comes again, is a new person.
 * @returns the rows that were deleted, by table
 */
export async function erasePerson(
  { store, keys }: PersonServices,
  tenantId: string,
  subject: string,
): Promise<DeletedRows> {
  const userId = createPseudonyms(keys).userIdOf(tenantId, subject)
  const at = await store.now()
  const deleted = await store.withTenant(tenantId, async ({ people, audit }) => {
    const rows = await people.erase(userId)
    const isAnything = Object.values(rows).some((count) => count > 0)
    if (isAnything) await audit.append({ at, action: 'person:erase', actor: 'operator', detail: rows })
    return rows
  })
  await store.scrub()
  return deleted
}
