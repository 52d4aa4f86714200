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

const lateMs = 300
let fence = 0

/** The store as a careless author would have written it. */
export function breakRows(rows: TenantStore, store: Store, tenantId: string): TenantStore {
  return {
    ...rows,
    tickets: isBroken('no-consume') ? { ...rows.tickets, consumeAll: forgetful(rows.tickets) } : rows.tickets,
    inbox: isBroken('answer-before-commit') ? { ...rows.inbox, accept: acceptLater(store, tenantId) } : rows.inbox,
    leases: isBroken('no-fence')
      ? { ...rows.leases, take: () => Promise.resolve(++fence), release: () => Promise.resolve() }
      : rows.leases,
    meetings: isBroken('no-fence') ? unfenced(rows.meetings) : rows.meetings,
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

/** Says that a callback was stored, and stores it a moment later. */
function acceptLater(store: Store, tenantId: string): TenantStore['inbox']['accept'] {
  return (item) => {
    setTimeout(() => {
      void store.withTenant(tenantId, ({ inbox }) => inbox.accept(item)).catch(() => undefined)
    }, lateMs)
    return Promise.resolve(true)
  }
}

/** Whoever comes last wins, however long it slept; and each makes a meeting of its own. */
function unfenced(meetings: TenantStore['meetings']): TenantStore['meetings'] {
  return {
    ...meetings,
    insert: (meeting) => meetings.insert(meeting),
    change: (meetingRowId, from, change) => meetings.change(meetingRowId, from, change),
  }
}
