import type { Secret } from './secret.ts'

/**
 * The bytes of a signing secret as Standard Webhooks writes it: `whsec_` and 24–64 bytes in base64.
 * @returns `undefined` for anything else
 */
export function readWebhookKey(secret: Secret): Uint8Array | undefined {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret.reveal())?.[1]
  if (encoded === undefined) return undefined
  const key = Buffer.from(encoded, 'base64')
  const isCanonical = key.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '')
  return isCanonical && key.length >= 24 && key.length <= 64 ? key : undefined
}
