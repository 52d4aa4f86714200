import type { TenantConfig } from '../config/bff-config.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Gateways } from '../ports/meeting-gateway.ts'
import type { Metrics } from '../ports/metrics.ts'
import type { Random } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'
import type { Addresses } from './addresses.ts'
import type { CallbackKeys } from './callbacks/callback-keys.ts'
import type { Pseudonyms } from './identity/pseudonyms.ts'
import type { SnapshotReader } from './rooms/snapshot-reader.ts'
import type { TicketOffice } from './launch/ticket-office.ts'
import type { TellHost } from './webhooks/tell-host.ts'

/** What domain verbs work with; each says which of it. */
export interface Services {
  readonly store: Store
  readonly readSnapshot: SnapshotReader
  readonly gateways: Gateways
  /** Of a tenant that is known to exist: one that was taken away by a reload is `NOT_FOUND`. */
  readonly tenantOf: (tenantId: string) => TenantConfig
  /** The database's time. */
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  readonly metrics: Metrics
  readonly addresses: Addresses
  readonly pseudonyms: Pseudonyms
  readonly callbackKeys: CallbackKeys
  readonly tickets: TicketOffice
  readonly tellHost: TellHost
  /** Says that this tenant has something due earlier than it had: the worker looks at once. */
  readonly wakeWorker: (tenantId: string) => void
}
