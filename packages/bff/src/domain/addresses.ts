import { tenantBaseUrl, type BffConfig } from '../config/bff-config.ts'

/** Every address of ours that leaves the BFF: from the configured base URL, never from a request. */
export interface Addresses {
  launch(tenantId: string): string
  meetingEnded(tenantId: string, key: string): string
  recordingReady(tenantId: string): string
  analytics(tenantId: string, key: string): string
  /** As it is registered with the webhooks add-on: checksums cover this very text. */
  webhook(tenantId: string): string
  /** The `redirect_uri` to register at the tenant's OpenID provider. */
  signInCallback(tenantId: string): string
  /** The page of a room at the BFF itself. */
  hostedRoom(tenantId: string, roomId: string): string
  /** @param origin the page to tell; without it each registered page origin is tried */
  return(tenantId: string, roomId: string, origin?: string): string
}

export function createAddresses(config: Pick<BffConfig, 'baseUrl'>): Addresses {
  const api = (tenantId: string) => `${tenantBaseUrl(config, tenantId)}/v1`
  return {
    launch: (tenantId) => `${api(tenantId)}/launch`,
    meetingEnded: (tenantId, key) => `${api(tenantId)}/callbacks/meeting-ended/${key}`,
    recordingReady: (tenantId) => `${api(tenantId)}/callbacks/recording-ready`,
    analytics: (tenantId, key) => `${api(tenantId)}/callbacks/analytics/${key}`,
    webhook: (tenantId) => `${api(tenantId)}/callbacks/webhook`,
    signInCallback: (tenantId) => `${api(tenantId)}/sign-in/callback`,
    hostedRoom: (tenantId, roomId) => `${api(tenantId)}/r/${roomId}`,
    return(tenantId, roomId, origin) {
      const query = new URLSearchParams({ room: roomId, ...(origin !== undefined && { origin }) })
      return `${api(tenantId)}/return?${query.toString()}`
    },
  }
}
