import { createHmac } from 'node:crypto'
import type { BffKeys } from '../../config/bff-config.ts'
import type { Secret } from '../../config/secret.ts'

/** Names that mean nothing outside, each the same on every replica. */
export interface Pseudonyms {
  /** The `userID` that BBB sees and the `actor` of audit rows: 32 characters, stable per tenant and subject. */
  userIdOf(tenantId: string, subject: string): string
  /** The passwords of one meeting: derived, hence the same when `create` is repeated after a crash. */
  passwordsOf(tenantId: string, meetingRowId: string): { attendee: string; moderator: string }
  /** Tells whether a set of secrets is the one of before, without telling anything of them. */
  fingerprintOf(tenantId: string, secrets: readonly Secret[]): string
}

export function createPseudonyms(keys: Pick<BffKeys, 'pseudonym'>): Pseudonyms {
  return {
    userIdOf: (tenantId, subject) => derive(keys.pseudonym, ['user', tenantId, subject], 24),
    passwordsOf: (tenantId, meetingRowId) => ({
      attendee: derive(keys.pseudonym, ['attendee-password', tenantId, meetingRowId], 18),
      moderator: derive(keys.pseudonym, ['moderator-password', tenantId, meetingRowId], 18),
    }),
    fingerprintOf: (tenantId, secrets) =>
      derive(keys.pseudonym, ['secrets', tenantId, ...secrets.map((secret) => secret.reveal()).sort()], 16),
  }
}

/** HMAC-SHA-256 over the parts as JSON, so that no two lists of parts read the same. */
function derive(key: Secret, parts: readonly string[], length: number): string {
  const mac = createHmac('sha256', key.bytes()).update(JSON.stringify(parts)).digest()
  return mac.subarray(0, length).toString('base64url')
}
