import { recordingIdSchema, roomIdSchema, tenantIdSchema, tokenRoleSchema } from '@bbb-room/bff-api'
import { z } from 'zod'
import type { OwnTokens, TokenParties } from '../../auth/own-tokens.ts'
import { TokenRefused } from '../../auth/token-refused.ts'
import { BffFailure } from '../../failure.ts'
import type { WayIn } from '../../policy/actor.ts'
import type { Random } from '../../ports/random.ts'
import { randomId } from '../identity/random-id.ts'

const wayInSchema = z.enum(['host', 'guest', 'sign-in', 'lms'] satisfies WayIn[])

const boundTo = {
  tenant: tenantIdSchema,
  room: roomIdSchema,
  sub: z.string().min(1).max(128),
  role: tokenRoleSchema,
  way_in: wayInSchema,
  origin: z.string().min(1).max(256),
  /** When the access token was issued that this ticket comes from: seconds since 1970. */
  token_iat: z.int().min(0).default(0),
  /** Carried so that no name has to be stored. */
  name: z.string().min(1).max(64).optional(),
}

const claimsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('join'), ...boundTo, meeting: z.string().min(1).max(64) }),
  z.object({
    kind: z.literal('playback'),
    ...boundTo,
    recording: recordingIdSchema,
    format: z.string().min(1).max(64),
  }),
])

/** What a ticket is bound to: each is checked again at the launch. */
export type TicketClaims = z.infer<typeof claimsSchema>

export interface VerifiedTicket {
  claims: TicketClaims
  tokenId: string
  /** Epoch milliseconds until which a second use must be recognised. */
  keepUntil: number
}

/** Mints and verifies tickets. */
export interface TicketOffice {
  issue(claims: TicketClaims): { ticket: string; expiresInSeconds: number }
  /** @throws {BffFailure} `TICKET_EXPIRED`, `TICKET_INVALID` */
  verify(ticket: string, tenantId: string): Promise<VerifiedTicket>
}

/** The kind of token that a ticket is; its key is the BFF's ticket key. */
export const ticketKind = { typ: 'bbb-ticket+jwt', lifetimeSeconds: 30, toleranceSeconds: 5 } as const

const rememberSeconds = 10 * 60

/** @param partiesOf issuer and audience of a tenant's tickets: the BFF, and its own launch address */
export function createTicketOffice(
  tokens: Pick<OwnTokens, 'issue' | 'verify' | 'lifetimeSeconds'>,
  partiesOf: (tenantId: string) => TokenParties,
  ports: { random: Random },
): TicketOffice {
  return {
    issue(claims) {
      const ticket = tokens.issue(partiesOf(claims.tenant), { ...claims, jti: randomId(ports.random) })
      return { ticket, expiresInSeconds: tokens.lifetimeSeconds }
    },

    async verify(ticket, tenantId) {
      const token = await readTicket(ticket, tenantId)
      const claims = claimsSchema.safeParse(token)
      const { exp, jti } = token
      if (!claims.success || claims.data.tenant !== tenantId) throw new BffFailure('TICKET_INVALID')
      if (typeof exp !== 'number' || typeof jti !== 'string') throw new BffFailure('TICKET_INVALID')
      const keepUntil = (exp + ticketKind.toleranceSeconds + rememberSeconds) * 1000
      return { claims: claims.data, tokenId: jti, keepUntil }
    },
  }

  async function readTicket(ticket: string, tenantId: string) {
    try {
      return await tokens.verify(ticket, partiesOf(tenantId))
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error
      throw new BffFailure(error.reason === 'expired' ? 'TICKET_EXPIRED' : 'TICKET_INVALID', { cause: error })
    }
  }
}
