import { BffFailure } from '../../failure.ts'
import type { Actor } from '../../policy/actor.ts'
import type { TenantStore } from '../../ports/store.ts'
import type { TicketClaims, VerifiedTicket } from './ticket-office.ts'

/** Whom the ticket was made for: never more than it says. */
export function actorOf(claims: TicketClaims, verified: VerifiedTicket): Actor {
  return Object.freeze({
    tenantId: claims.tenant,
    subject: claims.sub,
    name: claims.name,
    roleCeiling: claims.role,
    scopes: new Set([claims.kind === 'join' ? ('room:join' as const) : ('recording:read' as const)]),
    rooms: new Set([claims.room]),
    origin: claims.origin,
    tokenId: verified.tokenId,
    tokenIssuedAt: claims.token_iat * 1000,
    wayIn: claims.way_in,
  })
}

/** One use, and none for somebody who was blocked since, or whose token counts no more. */
export async function consume(
  { tickets, blocks }: TenantStore,
  { tokenId, keepUntil, claims }: VerifiedTicket,
  userId: string,
): Promise<void> {
  if (!(await tickets.consume(tokenId, keepUntil))) throw new BffFailure('TICKET_USED')
  const { isBlocked, tokensRefusedBefore } = await blocks.barOf(userId)
  if (isBlocked) throw new BffFailure('NOT_ALLOWED')
  if (claims.token_iat * 1000 < tokensRefusedBefore) throw new BffFailure('TICKET_EXPIRED')
}
