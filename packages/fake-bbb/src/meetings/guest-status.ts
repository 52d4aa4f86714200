import type { GuestPolicy, GuestStatus, Role } from './meeting.ts'

/** Who asks to come in. */
export interface Arrival {
  readonly role: Role
  /** As sent to `join`; `undefined` when left out, which is not the same as `false`. */
  readonly guest: boolean | undefined
}

const FOR_GUESTS: Readonly<Record<GuestPolicy, GuestStatus>> = {
  ALWAYS_ACCEPT: 'ALLOW',
  ALWAYS_DENY: 'DENY',
  ASK_MODERATOR: 'WAIT',
  ALWAYS_ACCEPT_AUTH: 'WAIT',
}

/**
 * The server's decision on one person.
 * @param authenticatedGuest the server setting of that name. With it, `guest=false` sent explicitly passes every
 * policy, and a viewer who leaves `guest` out is held to it.
 */
export function guestStatusOf(arrival: Arrival, policy: GuestPolicy, authenticatedGuest: boolean): GuestStatus {
  const { role, guest } = arrival
  if (!authenticatedGuest) {
    if (guest !== true) return 'ALLOW'
    return policy === 'ALWAYS_ACCEPT_AUTH' ? 'ALLOW' : FOR_GUESTS[policy]
  }
  if (role === 'MODERATOR' || guest === false) return 'ALLOW'
  if (guest === undefined && policy === 'ALWAYS_ACCEPT_AUTH') return 'ALLOW'
  return FOR_GUESTS[policy]
}
