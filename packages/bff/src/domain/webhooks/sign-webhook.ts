import { createHmac } from 'node:crypto'

/** The three headers of one attempt. */
export interface WebhookHeaders {
  'webhook-id': string
  /** Of this attempt, in seconds. */
  'webhook-timestamp': string
  /** One signature per key, so that a receiver that knows only one of them verifies too. */
  'webhook-signature': string
}

/**
 * Signs one attempt: HMAC-SHA-256 over id, timestamp and body, joined by full stops.
 * @param keys the current one first
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signWebhook(
  { messageId, body }: { messageId: string; body: string },
  keys: readonly Uint8Array[],
  nowMs: number,
): WebhookHeaders {
  const timestamp = String(Math.floor(nowMs / 1000))
  const signed = `${messageId}.${timestamp}.${body}`
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  return { 'webhook-id': messageId, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
