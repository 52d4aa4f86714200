import type { Scope, TokenRole } from '@bbb-room/bff-api'

/** Which of the four doors somebody came through. */
export type WayIn = 'host' | 'guest' | 'sign-in' | 'lms'

/**
 * Who asks, whatever the way in: only authentication makes one, from a verified token and nothing else. Frozen.
 */
export interface Actor {
  readonly tenantId: string
  /** The issuer's own name for the person, at most 128 characters. Never shown to BBB as it is. */
  readonly subject: string
  /** The display name of the token. Never stored, never logged. */
  readonly name: string | undefined
  /** The most this person can be. The room's policy may lower it, nothing raises it. */
  readonly roleCeiling: TokenRole
  readonly scopes: ReadonlySet<Scope>
  /** The rooms named by the token, by exact id. */
  readonly rooms: ReadonlySet<string>
  /** The one page origin that this token is for (`azo`), where it says so. */
  readonly origin: string | undefined
  readonly tokenId: string | undefined
  /** Epoch milliseconds. */
  readonly tokenIssuedAt: number
  readonly wayIn: WayIn
}
