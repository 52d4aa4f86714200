import type { TenantConfig } from '../config/bff-config.ts'

/** A server's secrets as core takes them: one, or the current and the previous. */
export function revealSecrets({
  sharedSecrets: [current, previous],
}: Pick<TenantConfig['bbb'], 'sharedSecrets'>): readonly [string] | readonly [string, string] {
  return previous === undefined ? [current.reveal()] : [current.reveal(), previous.reveal()]
}
