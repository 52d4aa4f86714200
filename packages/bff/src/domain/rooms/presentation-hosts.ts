import type { TenantConfig } from '../../config/bff-config.ts'

/** BBB fetches presentations itself: only from hosts that the operator trusts with that, at their usual port. */
export function isOnRegisteredHost(url: string, { rooms }: Pick<TenantConfig, 'rooms'>): boolean {
  const { hostname, port, username, password } = new URL(url)
  return rooms.presentationHosts.includes(hostname) && `${port}${username}${password}` === ''
}
