import { hash, randomBytes } from 'node:crypto'
import type { TenantScope } from './tenant-scope.ts'

/** What stands for a person in the audit log: 43 characters, made of the pseudonym and their salt. */
export function referenceOf(salt: string, userId: string): string {
  return hash('sha256', JSON.stringify([salt, userId]), 'base64url')
}

/** What stands for each of these people; the first use makes their salt. */
export async function takeReferences(
  scope: TenantScope,
  userIds: ReadonlySet<string>,
  at: number,
): Promise<ReadonlyMap<string, string>> {
  const references = new Map<string, string>()
  for (;;) {
    const found = await findSalts(scope, [...userIds])
    for (const { user_id: userId, salt } of found) references.set(userId, referenceOf(salt, userId))
    await noteUse(
      scope,
      found
        .filter(({ since }) => since < at - dayMs)
        .map((row) => row.user_id)
        .sort(),
      at,
    )
    // In one order everywhere, so that two replicas never wait for each other.
    const missing = [...userIds].filter((userId) => !references.has(userId)).sort()
    if (missing.length === 0) return references
    await scope.db
      .insertInto('people')
      .values(missing.map((userId) => ({ tenant_id: scope.tenantId, user_id: userId, salt: newSalt(), since: at })))
      .onConflict((conflict) => conflict.columns(['tenant_id', 'user_id']).doNothing())
      .execute()
  }
}

const dayMs = 24 * 3600 * 1000

/** Once a day is enough to know whose rows the audit log can still have. */
async function noteUse({ db, tenantId }: TenantScope, userIds: readonly string[], at: number): Promise<void> {
  if (userIds.length === 0) return
  await db
    .updateTable('people')
    .set({ since: at })
    .where('tenant_id', '=', tenantId)
    .where('user_id', 'in', userIds)
    .execute()
}

const newSalt = () => randomBytes(24).toString('base64url')

export async function findSalt(scope: TenantScope, userId: string): Promise<string | undefined> {
  return (await findSalts(scope, [userId]))[0]?.salt
}

async function findSalts({ db, tenantId }: TenantScope, userIds: readonly string[]) {
  if (userIds.length === 0) return []
  return db
    .selectFrom('people')
    .where('tenant_id', '=', tenantId)
    .where('user_id', 'in', userIds)
    .select(['user_id', 'salt', 'since'])
    .execute()
}
