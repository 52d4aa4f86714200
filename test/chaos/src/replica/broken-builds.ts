import type { Store } from '@bbb-room/bff'
import type { BrokenBuild } from './broken-build.js'

type TenantStore = Parameters<Parameters<Store['withTenant']>[1]>[0]

const broken = new Set((process.env['CHAOS_BROKEN'] ?? '').split(',').filter((name) => name !== ''))

/** Whether this replica is to be wrong in that way, so that a checker can show that it sees it. */
export function isBroken(build: BrokenBuild): boolean {
  return broken.has(build)
}

/** `local-clock`: the replica believes its own clock where it should ask the database's. */
export function breakClock(store: Store): Promise<number> {
  return isBroken('local-clock') ? Promise.resolve(Date.now()) : store.now()
}

/** `no-tenant-filter`: all tenants work on the rows of one. */
export function breakTenant(tenantId: string): string {
  return isBroken('no-tenant-filter') ? 'acme' : tenantId
}

/** The store as a careless author would have written it. */
export function breakRows(rows: TenantStore): TenantStore {
  return {
    ...rows,
    tickets: isBroken('no-consume') ? { ...rows.tickets, consumeAll: forgetful(rows.tickets) } : rows.tickets,
    audit: isBroken('no-audit') ? { ...rows.audit, append: () => Promise.resolve() } : rows.audit,
  }
}

/** Writes tickets down, and does not look whether they were there. */
function forgetful(tickets: TenantStore['tickets']): TenantStore['tickets']['consumeAll'] {
  return async (used) => {
    await tickets.consumeAll(used)
    return new Set(used.map(({ tokenId }) => tokenId))
  }
}
