import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHostIssuer } from '../auth/host-issuer.test-support.ts'
import { baseUrl, problemOf, startBff, type TestBff } from './start-bff.test-support.ts'

const acme = createHostIssuer('https://acme.example')
const patient = createHostIssuer('https://patient.example')
let test: TestBff

beforeAll(async () => {
  test = await startBff({
    tenants: {
      acme: {},
      patient: { issuers: [{ issuer: patient.issuer, keys: [patient.publicJwk], clockToleranceSeconds: 300 }] },
    },
    issuers: new Map([
      ['acme', acme],
      ['patient', patient],
    ]),
    isWorking: false,
  })
  for (const tenant of ['acme', 'patient']) await test.declare('maths', {}, tenant)
})
afterAll(() => test.close())

/** Of a host whose clock is off by so much, for a token that lives for a minute. */
function askAs(tenant: 'acme' | 'patient', minutes: number): Promise<Response> {
  const issuer = tenant === 'acme' ? acme : patient
  // Half a second inside the bound: the test takes time too.
  const iat =
    Math.floor((test.clock.now() + minutes * 60_000 - Math.sign(minutes) * 500) / 1000) + (minutes < 0 ? 1 : 0)
  const token = issuer.signClaims({
    iss: issuer.issuer,
    aud: `${baseUrl}/t/${tenant}`,
    sub: 'teacher',
    iat,
    exp: iat + 10,
    room: 'maths',
    role: 'viewer',
  })
  return test.request('GET', '/rooms/maths', { as: null, tenant, headers: { Authorization: `Bearer ${token}` } })
}

describe('R-36: a host whose clock is off', () => {
  it.each([
    ['acme', -6, 'TOKEN_EXPIRED'],
    ['acme', -5, 'TOKEN_EXPIRED'],
    ['acme', -1, 'accepted'],
    ['acme', 1, 'accepted'],
    ['acme', 5, 'TOKEN_INVALID'],
    ['acme', 6, 'TOKEN_INVALID'],
    ['patient', -6, 'TOKEN_EXPIRED'],
    ['patient', -5, 'accepted'],
    ['patient', -1, 'accepted'],
    ['patient', 1, 'accepted'],
    ['patient', 5, 'accepted'],
    ['patient', 6, 'TOKEN_INVALID'],
  ] as const)('%s, by %i minutes: %s, with our time where it is refused', async (tenant, minutes, outcome) => {
    const answer = await askAs(tenant, minutes)
    if (outcome === 'accepted') {
      expect(answer.status).toBe(200)
      return
    }
    const problem = await problemOf(answer)
    expect(problem).toMatchObject({ status: 401, code: outcome })
    expect(Math.abs(Date.parse(problem.server_time ?? '') - test.clock.now())).toBeLessThan(30_000)
    expect(test.counted).toContain(
      `bbb_room_tokens_refused_total {"reason":"${outcome === 'TOKEN_EXPIRED' ? 'expired' : 'not-valid-yet'}"}`,
    )
  })
})
