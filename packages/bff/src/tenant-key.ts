/**
 * The key of anything that is kept in memory for a tenant: caches, single flights, counters. Made here and nowhere else,
 * so that no two tenants ever share a value, whatever their ids of rooms and people are.
 */
export function tenantKey(tenantId: string, ...parts: readonly string[]): string {
  return JSON.stringify([tenantId, ...parts])
}
