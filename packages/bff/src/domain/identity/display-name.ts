import type { TokenRole } from '@bbb-room/bff-api'
import type { TenantConfig } from '../../config/bff-config.ts'

/**
 * The name that BBB is told, by the tenant's rule: all of it, its first word, or an invented one.
 * @param userId the pseudonym, which makes invented names differ
 */
export function displayName(
  rule: TenantConfig['names'],
  { name, role, userId }: { name: string | undefined; role: TokenRole; userId: string },
): string {
  const shown = name?.normalize('NFC').replace(/\s+/g, ' ').trim()
  if (rule === 'alias' || shown === undefined || shown === '') {
    return `${role === 'moderator' ? 'Moderator' : 'Guest'} ${userId.replace(/[^A-Za-z0-9]/g, '').slice(0, 4)}`
  }
  return rule === 'given' ? (shown.split(' ')[0] ?? shown) : shown
}
