import { createPseudonyms } from '../identity/pseudonyms.ts'
import type { PersonServices } from './erase-person.ts'

/**
 * Keeps a person out of every room of a tenant from this moment on: tickets that they hold are refused at the launch.
 * Who is in a meeting stays in it: end it, or remove them there. Stored and audited by pseudonym.
 * @param subject as the issuer names the person, `sub`
 * @returns whether anything changed
 */
export function blockPerson(services: PersonServices, tenantId: string, subject: string): Promise<boolean> {
  return changeBlock(services, tenantId, subject, 'person:block')
}

/** Lets a person in again. */
export function unblockPerson(services: PersonServices, tenantId: string, subject: string): Promise<boolean> {
  return changeBlock(services, tenantId, subject, 'person:unblock')
}

async function changeBlock(
  { store, keys }: PersonServices,
  tenantId: string,
  subject: string,
  action: 'person:block' | 'person:unblock',
): Promise<boolean> {
  const userId = createPseudonyms(keys).userIdOf(tenantId, subject)
  const at = await store.now()
  return store.withTenant(tenantId, async ({ blocks, audit }) => {
    const changed = action === 'person:block' ? await blocks.add(userId, at) : await blocks.remove(userId)
    if (changed) await audit.append({ at, action, actor: 'operator', about: userId })
    return changed
  })
}
