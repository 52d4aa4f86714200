import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { roomIdSchema, recordingIdSchema, tenantIdSchema, tokenRoleSchema } from '@bbb-room/bff-api'
import type { RotatingKey } from '../../config/bff-config.ts'
import { BffFailure } from '../../failure.ts'
import type { WayIn } from '../../policy/actor.ts'
import type { Clock } from '../../ports/clock.ts'
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
  /** Carried so that no name has to be stored. */
  name: z.string().min(1).max(64).optional(),
}

const claimsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('join'), ...boundTo, meeting: z.string().min(1).max(64) }),
  z.strictObject({
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
  issue(claims: TicketClaims): Promise<{ ticket: string; expiresInSeconds: number }>
  /** @throws {BffFailure} `TICKET_EXPIRED`, `TICKET_INVALID` */
  verify(ticket: string, tenantId: string): Promise<VerifiedTicket>
}

const type = 'bbb-ticket+jwt'
const lifetimeSeconds = 30
/** Replicas read the database's clock through an offset that is a little wrong. */
const toleranceSeconds = 5
const rememberSeconds = 10 * 60
const longestTicket = 4096

/**
 * Tickets are HS256 under the BFF's own ticket key: only the BFF makes them and only the BFF reads them.
 * @see https://www.rfc-editor.org/rfc/rfc8725
 */
export function createTicketOffice(
  config: { issuer: string; audienceOf: (tenantId: string) => string; key: RotatingKey },
  ports: { clock: Clock; random: Random },
): TicketOffice {
  const { current, previous } = config.key
  const keys = [current, ...(previous === undefined ? [] : [previous])].map((key) => key.bytes())

  async function readClaims(ticket: string, tenantId: string): Promise<Record<string, unknown>> {
    let refused: unknown
    for (const key of keys) {
      try {
        const { payload } = await jwtVerify(ticket, key, {
          algorithms: ['HS256'],
          typ: type,
          issuer: config.issuer,
          audience: config.audienceOf(tenantId),
          requiredClaims: ['exp', 'iat', 'jti'],
          clockTolerance: toleranceSeconds,
          currentDate: new Date(ports.clock.now()),
        })
        return payload
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw new BffFailure('TICKET_EXPIRED')
        refused = error
      }
    }
    throw new BffFailure('TICKET_INVALID', { cause: refused })
  }

  return {
    async issue(claims) {
      const issuedAt = Math.floor(ports.clock.now() / 1000)
      const ticket = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'HS256', typ: type })
        .setIssuer(config.issuer)
        .setAudience(config.audienceOf(claims.tenant))
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .setJti(randomId(ports.random))
        .sign(current.bytes())
      return { ticket, expiresInSeconds: lifetimeSeconds }
    },

    async verify(ticket, tenantId) {
      if (ticket.length > longestTicket) throw new BffFailure('TICKET_INVALID')
      const { iss: _iss, aud: _aud, iat, exp, jti, nbf: _nbf, ...rest } = await readClaims(ticket, tenantId)
      const claims = claimsSchema.safeParse(rest)
      if (!claims.success || claims.data.tenant !== tenantId) throw new BffFailure('TICKET_INVALID')
      if (
        typeof exp !== 'number' ||
        typeof iat !== 'number' ||
        typeof jti !== 'string' ||
        exp - iat > lifetimeSeconds
      ) {
        throw new BffFailure('TICKET_INVALID')
      }
      return { claims: claims.data, tokenId: jti, keepUntil: (exp + toleranceSeconds + rememberSeconds) * 1000 }
    },
  }
}
