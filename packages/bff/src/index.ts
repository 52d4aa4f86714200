export { createBff, type Bff, type BffPorts } from './create-bff.ts'
export { openSqliteStore } from './storage/sqlite-store.ts'
export { migratePostgres, openPostgresStore, type PostgresOptions } from './storage/postgres-store.ts'
export { exportAudit, verifyAudit, type AuditCheck } from './domain/audit/verify-audit.ts'
export {
  listOrphanRecordings,
  listParkedCallbacks,
  replayCallbacks,
  type ParkedCallback,
} from './domain/callbacks/manage-callbacks.ts'
export { blockPerson, unblockPerson } from './domain/people/block-person.ts'
export { checkServer, type SecretCheck } from './bbb/check-server.ts'
export { removeTenant, type TenantRemoval } from './domain/tenants/remove-tenant.ts'
export { cutOffTokens } from './domain/people/cut-off-tokens.ts'
export { erasePerson, showPerson, type PersonServices } from './domain/people/erase-person.ts'
export {
  listWebhookEndpoints,
  resumeWebhookEndpoint,
  type WebhookEndpointState,
} from './domain/webhooks/manage-webhooks.ts'
export { holdRecording } from './domain/recordings/hold-recording.ts'
export { BffFailure, type FailureFacts } from './failure.ts'
export type { Clock } from './ports/clock.ts'
export type { Logger, LogFacts } from './ports/logger.ts'
export type { Metrics, MetricLabels } from './ports/metrics.ts'
export type { Random } from './ports/random.ts'
export type { AuditRow, DeletedRows, HeldOfPerson, Store } from './ports/store.ts'
export type { OrphanRecording } from './ports/upkeep.ts'
export type { Tenants } from './ports/tenants.ts'
export type {
  BffConfig,
  BffKeys,
  IssuerConfig,
  RoomDefaults,
  RotatingKey,
  TenantConfig,
  WebhookEndpoint,
} from './config/bff-config.ts'
export { tenantBaseUrl } from './config/bff-config.ts'
export { ConfigurationError, type ConfigurationProblem } from './config/configuration-error.ts'
export { Secret } from './config/secret.ts'
export { readTenants, type ResolveReference, type SecretReference, type TenantDocument } from './config/tenants-file.ts'
export { createTenants } from './config/tenants.ts'
export { isLoopbackUrl } from './config/origin.ts'
export { findSecretWeakness } from './config/weak-secret.ts'
