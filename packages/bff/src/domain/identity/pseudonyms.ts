import { createHmac, hash } from 'node:crypto'
import type { BffKeys } from '../../config/bff-config.ts'
import type { Secret } from '../../config/secret.ts'

/** Names that mean nothing outside, each the same on every replica. */
export interface Pseudonyms {
  /** The `userID` that BBB sees and the `actor` of audit rows: 32 characters, stable per tenant and subject. */
  userIdOf(tenantId: string, subject: string): string
  /** The passwords of one meeting: derived, hence the same when `create` is repeated after a crash. */
  passwordsOf(tenantId: string, meetingRowId: string): { attendee: string; moderator: string }
  /** The unguessable part of the meeting's end callback: 128 bits. */
  endedKeyOf(tenantId: string, roomId: string, meetingRowId: string): string
}

export function createPseudonyms(keys: Pick<BffKeys, 'pseudonym' | 'callback'>): Pseudonyms {
  return {
    userIdOf: (tenantId, subject) => derive(keys.pseudonym, ['user', tenantId, subject], 24),
    passwordsOf: (tenantId, meetingRowId) => ({
      attendee: derive(keys.pseudonym, ['attendee-password', tenantId, meetingRowId], 18),
      moderator: derive(keys.pseudonym, ['moderator-password', tenantId, meetingRowId], 18),
    }),
    endedKeyOf: (tenantId, roomId, meetingRowId) =>
      derive(keys.callback.current, ['meeting-ended', tenantId, roomId, meetingRowId], 16),
  }
}

/** What is stored of a callback key: whoever reads the database cannot call back. */
export function hashEndedKey(key: string): string {
  return hash('sha256', key, 'hex')
}

/** HMAC-SHA-256 over the parts as JSON, so that no two lists of parts read the same. */
function derive(key: Secret, parts: readonly string[], length: number): string {
  const mac = createHmac('sha256', key.bytes()).update(JSON.stringify(parts)).digest()
  return mac.subarray(0, length).toString('base64url')
}
