import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose'
import type { Person } from './people.ts'

/** Signs access tokens with the school's own key. The BFF knows only the public half. `ageSeconds` is for tests. */
export interface MeetingTokens {
  issuer: string
  publicJwk: JWK
  sign: (
    person: Person,
    meeting: { room: string; audience: string; origin: string; ageSeconds?: number },
  ) => Promise<string>
  /** For the back end itself, which declares its rooms. */
  signForDeclaring: (room: string, audience: string) => Promise<string>
}

const lifetimeSeconds = 120

/**
 * Makes a new EdDSA key and the function that signs with it. This is all that a host site has to add to its back end.
 * @param issuer names the school, as its tenant's configuration does
 * @see https://www.rfc-editor.org/rfc/rfc9068
 */
export async function createMeetingTokens(issuer: string): Promise<MeetingTokens> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const kid = randomUUID()
  const signed = (claims: JWTPayload, subject: string, audience: string, ageSeconds = 0) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subject)
      .setJti(randomUUID())
      .setIssuedAt(`${-ageSeconds} seconds`)
      .setExpirationTime(`${lifetimeSeconds - ageSeconds} seconds`)
      .sign(privateKey)
  return {
    issuer,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' },
    sign: ({ id, role, name }, { room, audience, origin, ageSeconds }) =>
      signed({ room, role: role === 'teacher' ? 'moderator' : 'viewer', name, azo: origin }, id, audience, ageSeconds),
    signForDeclaring: (room, audience) =>
      signed({ room, role: 'moderator', scope: 'room:manage' }, 'back-end', audience),
  }
}
