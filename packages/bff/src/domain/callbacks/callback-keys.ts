import { createHmac, timingSafeEqual } from 'node:crypto'
import type { RotatingKey } from '../../config/bff-config.ts'
import type { Secret } from '../../config/secret.ts'

/** What an address with a key is for: a key counts for nothing else. */
export type CallbackPurpose = 'meeting-ended' | 'analytics'

/**
 * Unguessable parts of callback addresses. A key carries the meeting it is for and 128 bits of HMAC, so that a forged one
 * is recognised without asking the store, which holds nothing of them.
 */
export interface CallbackKeys {
  keyOf(purpose: CallbackPurpose, tenantId: string, meetingRowId: string): string
  /** @returns the meeting, or `undefined` for a key that none of our callback keys made */
  read(purpose: CallbackPurpose, tenantId: string, key: string): string | undefined
}

const idLength = 22

export function createCallbackKeys(callbackKey: RotatingKey): CallbackKeys {
  const all = [callbackKey.current, ...(callbackKey.previous === undefined ? [] : [callbackKey.previous])]
  return {
    keyOf: (purpose, tenantId, meetingRowId) =>
      meetingRowId + macOf(callbackKey.current, [purpose, tenantId, meetingRowId]),

    read(purpose, tenantId, key) {
      const meetingRowId = key.slice(0, idLength)
      // As text: several texts stand for the same bytes, and one key is one address.
      const given = Buffer.from(key.slice(idLength))
      const isOurs = all
        .map((each) => Buffer.from(macOf(each, [purpose, tenantId, meetingRowId])))
        .map((mac) => mac.length === given.length && timingSafeEqual(mac, given))
        .includes(true)
      return isOurs ? meetingRowId : undefined
    },
  }
}

/** Over the parts as JSON, so that no two lists of parts read the same. */
function macOf(key: Secret, parts: readonly string[]): string {
  return createHmac('sha256', key.bytes()).update(JSON.stringify(parts)).digest().subarray(0, 16).toString('base64url')
}
