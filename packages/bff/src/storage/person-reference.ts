import { hash, randomBytes } from 'node:crypto'
import type { TenantScope } from './tenant-scope.ts'

/** What stands for a person in the audit log: 43 characters, made of the pseudonym and their salt. */
export function referenceOf(salt: string, userId: string): string {
  return hash('sha256', JSON.stringify([salt, userId]), 'base64url')
}

/** The person's reference; the first use makes their salt. */
export async function takeReference(scope: TenantScope, userId: string, at: number): Promise<string> {
  for (;;) {
    const salt = await findSalt(scope, userId)
    if (salt !== undefined) return referenceOf(salt, userId)
    await scope.db
      .insertInto('people')
      .values({ tenant_id: scope.tenantId, user_id: userId, salt: randomBytes(24).toString('base64url'), since: at })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'user_id']).doNothing())
      .execute()
  }
}

export async function findSalt({ db, tenantId }: TenantScope, userId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('people')
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .select('salt')
    .executeTakeFirst()
  return row?.salt
}
