import type { Kysely, RawBuilder } from 'kysely'
import { BffFailure } from '../failure.ts'
import type { Store, StoreShare, TenantStore } from '../ports/store.ts'
import { createAttendanceQueries } from './attendance-queries.ts'
import { createAuditQueries } from './audit-queries.ts'
import { createBlockQueries } from './block-queries.ts'
import { createEventQueries } from './event-queries.ts'
import { createIdempotencyQueries } from './idempotency-queries.ts'
import { createInboxQueries } from './inbox-queries.ts'
import { createLeaseQueries } from './lease-queries.ts'
import { createMeetingQueries } from './meeting-queries.ts'
import { createPersonQueries } from './person-queries.ts'
import { createRecordingQueries } from './recording-queries.ts'
import { removeTenant } from './remove-tenant.ts'
import { createRoomQueries } from './room-queries.ts'
import { createSessionQueries } from './session-queries.ts'
import type { Tables } from './tables.ts'
import { createCompiledQueries, type TenantScope } from './tenant-scope.ts'
import { createTicketQueries } from './ticket-queries.ts'
import { createChoreQueries, createFactQueries, createOrphanQueries } from './upkeep-queries.ts'
import { createWebhookQueries } from './webhook-queries.ts'

/** Where SQLite and PostgreSQL differ. */
export interface DatabaseKind {
  /** Runs `work` in one transaction that sees one tenant only, where the database can make it so. */
  transaction<T>(tenantId: string, work: (db: Kysely<Tables>) => Promise<T>, share?: StoreShare): Promise<T>
  databaseNow(): RawBuilder<number>
  now(): Promise<number>
  /** Whether the database undid the transaction for a reason that is gone when it runs again. */
  isRetryable(error: unknown): boolean
  /** Whether the database, not the caller, failed. */
  isDatabaseError(error: unknown): boolean
  /** Takes rows up to this one out of the tenant's audit log. @returns how many */
  trimAudit(db: Kysely<Tables>, tenantId: string, throughSeq: number): Promise<number>
  /** Runs `work` where rows of the audit log can be deleted. */
  mayDeleteAudit<T>(db: Kysely<Tables>, work: () => Promise<T>): Promise<T>
  scrub(): Promise<void>
  close(): Promise<void>
}

const attempts = 4

/** The {@link Store} on Kysely: the same queries whatever the database. */
export function createKyselyStore(kind: DatabaseKind): Store {
  const listeners = new Set<(tenantId: string, roomId: string) => void>()
  const compiled = createCompiledQueries()

  async function attempt<T>(tenantId: string, work: (store: TenantStore) => Promise<T>, share: StoreShare): Promise<T> {
    const touchedRooms = new Set<string>()
    const result = await kind.transaction(
      tenantId,
      (db) => {
        const scope: TenantScope = {
          db,
          tenantId,
          databaseNow: kind.databaseNow(),
          compiled,
          trimAudit: (throughSeq) => kind.trimAudit(db, tenantId, throughSeq),
        }
        return work(tenantStore(scope, (roomId) => touchedRooms.add(roomId)))
      },
      share,
    )
    for (const roomId of touchedRooms) for (const listener of listeners) listener(tenantId, roomId)
    return result
  }

  return {
    async withTenant(tenantId, work, share = 'people') {
      for (let remaining = attempts - 1; ; remaining--) {
        try {
          return await attempt(tenantId, work, share)
        } catch (error) {
          if (error instanceof BffFailure) throw error
          if (remaining > 0 && kind.isRetryable(error)) continue
          if (kind.isDatabaseError(error)) {
            throw new BffFailure('STORE_UNAVAILABLE', { retryAfterSeconds: 5, cause: error })
          }
          throw error
        }
      }
    },

    async now() {
      try {
        return await kind.now()
      } catch (error) {
        throw new BffFailure('STORE_UNAVAILABLE', { retryAfterSeconds: 5, cause: error })
      }
    },

    onRoomEvents(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },

    removeTenant: (tenantId, auditRows) =>
      kind.transaction(tenantId, (db) => kind.mayDeleteAudit(db, () => removeTenant(db, tenantId, auditRows))),

    scrub: () => kind.scrub(),
    close: () => kind.close(),
  }
}

function tenantStore(scope: TenantScope, onEvent: (roomId: string) => void): TenantStore {
  return {
    rooms: createRoomQueries(scope),
    meetings: createMeetingQueries(scope),
    tickets: createTicketQueries(scope),
    audit: createAuditQueries(scope),
    inbox: createInboxQueries(scope),
    recordings: createRecordingQueries(scope),
    leases: createLeaseQueries(scope),
    events: createEventQueries(scope, onEvent),
    idempotency: createIdempotencyQueries(scope),
    blocks: createBlockQueries(scope),
    people: createPersonQueries(scope),
    sessions: createSessionQueries(scope),
    webhooks: createWebhookQueries(scope),
    attendance: createAttendanceQueries(scope),
    orphans: createOrphanQueries(scope),
    chores: createChoreQueries(scope),
    facts: createFactQueries(scope),
  }
}
