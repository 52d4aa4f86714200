import type { AccessTokenClaims } from '@bbb-room/bff-api'
import type { Finding } from './finding.ts'

/** What can be seen of an access token without its key. Nothing of it gets into a finding but the names of claims. */
export const tokenFindings = (token: string, base: string, room: string): Finding[] => {
  const wrong = (title: string, fix: string): Finding => ({
    code: 'TOKEN_CLAIMS',
    status: 'failure',
    owner: 'page',
    title,
    fix,
  })
  let claims: Partial<AccessTokenClaims>
  try {
    const payload = token.split('.')[1] ?? ''
    claims = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))) as Partial<AccessTokenClaims>
  } catch {
    return [wrong('The access token is no JWT.', 'Sign a JWT with the header typ: at+jwt.')]
  }
  const findings: Finding[] = []
  const { aud, exp = 0, iat = 0, role } = claims
  if (aud !== base) findings.push(wrong('The token’s aud is not the endpoint.', `aud: ${base}`))
  if (exp - iat > 300 || exp <= iat) findings.push(wrong('The token lives too long, or not at all.', 'exp = iat + 300'))
  if (![claims.room].flat().includes(room)) findings.push(wrong('The token is for another room.', `room: ${room}`))
  if (role !== 'moderator' && role !== 'viewer') findings.push(wrong('The token has no role.', 'role: viewer'))
  if (claims.azo && claims.azo !== location.origin) {
    findings.push(wrong('The token is for another page.', `azo: ${location.origin}`))
  }
  return findings.length
    ? findings
    : [{ code: 'TOKEN_CLAIMS', status: 'ok', owner: 'page', title: 'The access token’s claims fit.' }]
}
