import type { BbbEvent, CallbackBody, WebhookDelivery } from '../../ports/meeting-gateway.ts'
import type { CallbackKind } from '../../ports/store.ts'
import type { Services } from '../services.ts'

/** That a key of ours, or a secret of the tenant's server, vouches for a callback: the permit to store it. */
export type VerifiedCallback =
  | { kind: 'meeting-ended'; meetingRowId: string }
  | { kind: 'recording-ready'; meetingID: string; recordID: string }
  | { kind: 'webhook'; events: readonly BbbEvent[] }
  /** Its body is not covered, and not read yet. */
  | { kind: 'analytics'; meetingRowId: string }

/** The permit of one kind. */
export type VerifiedOf<Kind extends CallbackKind> = Extract<VerifiedCallback, { kind: Kind }>

/** Why nothing vouches for it: from a closed set, for the metric. */
export interface ForgedCallback {
  refused: string
}

export type Verdict = VerifiedCallback | ForgedCallback

/**
 * Tells genuine callbacks from forged ones by computation alone, so that a flood of forged ones is a flood of nothing.
 * Returns what it found instead of throwing: forged callbacks are ordinary.
 */
export function createVerifyCallback({
  callbackKeys,
  gateways,
  addresses,
}: Pick<Services, 'callbackKeys' | 'gateways' | 'addresses'>) {
  return {
    meetingEnded(tenantId: string, key: string): Verdict {
      const meetingRowId = callbackKeys.read('meeting-ended', tenantId, key)
      return meetingRowId === undefined ? { refused: 'key' } : { kind: 'meeting-ended', meetingRowId }
    },

    async recordingReady(tenantId: string, request: CallbackBody): Promise<Verdict> {
      const ids = await gateways(tenantId).verifyRecordingReady(request)
      return ids === undefined ? { refused: 'signature' } : { kind: 'recording-ready', ...ids }
    },

    /** Over the address as we registered it, whatever was asked for. */
    webhook(tenantId: string, delivery: Omit<WebhookDelivery, 'url'>): Verdict {
      const events = gateways(tenantId).verifyWebhook({ ...delivery, url: addresses.webhook(tenantId) })
      return 'refused' in events ? events : { kind: 'webhook', events }
    },

    async analytics(tenantId: string, key: string, authorization: string | undefined): Promise<Verdict> {
      const meetingRowId = callbackKeys.read('analytics', tenantId, key)
      if (meetingRowId === undefined) return { refused: 'key' }
      if (!(await gateways(tenantId).verifyAnalytics(authorization))) return { refused: 'signature' }
      return { kind: 'analytics', meetingRowId }
    },
  }
}
