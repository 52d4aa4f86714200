import { z } from 'zod'
import { roomIdSchema } from './ids.ts'

/** Role ceiling in an access token. The room's policy may lower it, nothing raises it. */
export const tokenRoleSchema = z.enum(['moderator', 'viewer'])

/** Rights beyond joining, given by the host only on pages that need them; space-separated in the `scope` claim. */
export const scopeSchema = z.enum(['room:join', 'room:manage', 'recording:read', 'recording:manage', 'attendance:read'])

/**
 * Claims of a host-signed access token: header `typ: at+jwt`, `alg` EdDSA or ES256, `kid` registered under the issuer.
 * `exp` is at most 300 s after `iat`. Times are whole seconds since 1970. Absent `scope` means `room:join`, plus for a
 * viewer `recording:read`, and for a moderator `recording:read recording:manage`.
 * @see https://www.rfc-editor.org/rfc/rfc9068
 */
export const accessTokenClaimsSchema = z.object({
  iss: z.string().min(1).max(256),
  aud: z
    .string()
    .min(1)
    .max(512)
    .meta({ description: 'The tenant’s base URL, exactly: `https://meet.example/t/acme`.' }),
  sub: z.string().min(1).max(128),
  iat: z.int().min(0),
  exp: z.int().min(0),
  nbf: z.int().min(0).optional(),
  jti: z.string().min(1).max(128).optional(),
  room: z.union([roomIdSchema, z.array(roomIdSchema).min(1).max(50)]),
  role: tokenRoleSchema,
  name: z.string().min(1).max(64).optional(),
  scope: z.string().max(512).optional(),
  azo: z.string().max(256).optional().meta({ description: 'The exact origin of the page this token is for.' }),
})

/** `POST /token` for a guest: a name and the room's access code. */
export const guestTokenRequestSchema = z.strictObject({
  grant_type: z.literal('urn:bbb-room:guest'),
  room: roomIdSchema,
  access_code: z.string().min(1).max(64),
  name: z.string().trim().min(2).max(64),
})

/**
 * `POST /token` for somebody who has signed in at `/sign-in`: the session's cookie says who. From the BFF's own pages
 * only.
 */
export const signInTokenRequestSchema = z.strictObject({
  grant_type: z.literal('urn:bbb-room:sign-in'),
  room: roomIdSchema,
})

/** `POST /token`: what somebody without a token of the host has to show instead. */
export const tokenRequestSchema = z.discriminatedUnion('grant_type', [
  guestTokenRequestSchema,
  signInTokenRequestSchema,
])

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1 */
export const tokenAnswerSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().min(1),
})

export type TokenRole = z.infer<typeof tokenRoleSchema>
export type Scope = z.infer<typeof scopeSchema>
export type AccessTokenClaims = z.infer<typeof accessTokenClaimsSchema>
export type TokenAnswer = z.infer<typeof tokenAnswerSchema>
