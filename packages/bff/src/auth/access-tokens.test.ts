import { createHmac, createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { Secret } from '../config/secret.ts'
import { createAccessTokens } from './access-tokens.ts'
import { createHostIssuer, tenantOf, type HostIssuer } from './host-issuer.test-support.ts'
import type { IssuerKeys } from './issuer-keys.ts'
import { createOwnTokens } from './own-tokens.ts'
import { TokenRefused, type TokenRefusal } from './token-refused.ts'

const nowSeconds = 1_800_000_000
const clock = { now: () => nowSeconds * 1000, sleep: () => Promise.resolve() }
const baseUrl = 'https://meet.example'
const audience = `${baseUrl}/t/acme`
const keyOf = (name: string) => ({
  current: new Secret(`${name} key of thirty-two bytes or more`),
  previous: undefined,
})
const keys = {
  ticket: keyOf('ticket'),
  accessToken: keyOf('access token'),
  callback: keyOf('callback'),
  pseudonym: new Secret('pseudonym key of thirty-two bytes'),
}
const registeredOnly: IssuerKeys = {
  find: (_tenantId, issuer, kid) => Promise.resolve(issuer.keys.get(kid)),
}
const host = createHostIssuer()
const acme = tenantOf('acme', [host])
const tokens = createAccessTokens({ baseUrl, keys }, { clock, issuerKeys: registeredOnly })

const goodClaims = {
  iss: host.issuer,
  aud: audience,
  sub: 'teacher-7',
  iat: nowSeconds - 10,
  exp: nowSeconds + 110,
  jti: 'a1',
  room: 'algebra',
  role: 'moderator',
  name: 'Ada',
}

async function refusalOf(text: string, tenant = acme, verifier = tokens): Promise<TokenRefusal | 'accepted'> {
  try {
    await verifier.verify(text, tenant)
    return 'accepted'
  } catch (error) {
    if (error instanceof TokenRefused) return error.reason
    throw error
  }
}

const signed = (claims: object, header?: Record<string, unknown>, issuer = host) =>
  issuer.signClaims({ ...goodClaims, ...claims }, header)
const unsigned = (header: object, claims: object = goodClaims, signature = 'AAAA') =>
  [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + `.${signature}`

describe('a good access token', () => {
  it.each(['EdDSA', 'ES256'] as const)('becomes an actor, signed with %s', async (algorithm) => {
    const issuer = createHostIssuer('https://other.example', 'k', algorithm)
    const token = issuer.signClaims({ ...goodClaims, iss: issuer.issuer, azo: 'https://school.example' })
    expect(await tokens.verify(token, tenantOf('acme', [issuer]))).toEqual({
      tenantId: 'acme',
      subject: 'teacher-7',
      name: 'Ada',
      roleCeiling: 'moderator',
      scopes: new Set(['room:join', 'recording:read', 'recording:manage']),
      rooms: new Set(['algebra']),
      origin: 'https://school.example',
      tokenId: 'a1',
      tokenIssuedAt: (nowSeconds - 10) * 1000,
      wayIn: 'host',
    })
  })

  it('names one room or several', async () => {
    expect((await tokens.verify(signed({ room: ['a', 'b'] }), acme)).rooms).toEqual(new Set(['a', 'b']))
  })

  it('gives a viewer no right over recordings but to watch them', async () => {
    const { scopes, roleCeiling } = await tokens.verify(signed({ role: 'viewer' }), acme)
    expect([...scopes, roleCeiling]).toEqual(['room:join', 'recording:read', 'viewer'])
  })

  it('gives exactly the scopes it names, and none for an empty list', async () => {
    const scopesOf = async (scope: string) => [...(await tokens.verify(signed({ scope }), acme)).scopes]
    expect(await scopesOf('room:manage unknown:word')).toEqual(['room:manage'])
    expect(await scopesOf('')).toEqual([])
  })

  it('is lowered to the highest role that the tenant lets hosts give', async () => {
    const lowered = tenantOf('acme', [host], { roles: { host: 'viewer' } })
    const { roleCeiling, scopes } = await tokens.verify(signed({}), lowered)
    expect([roleCeiling, scopes.has('recording:manage')]).toEqual(['viewer', false])
  })
})

describe('a token that is not what it says', () => {
  it.each(['none', 'None', 'NONE', 'nOnE', 'noNE', '', ' none', 'none ', 'null', null, 0, undefined])(
    'JWT-1: is refused with alg %j',
    async (alg) => {
      const header = { typ: 'at+jwt', alg, kid: host.kid }
      expect(await refusalOf(unsigned(header))).toBe('wrong-algorithm')
      expect(await refusalOf(unsigned(header, goodClaims, ''))).toBe('not-a-compact-jws')
    },
  )

  it('JWT-2: is refused when the public key was used as an HMAC secret, in any rendering', async () => {
    for (const issuer of [host, createHostIssuer('https://es.example', 'k', 'ES256')]) {
      const publicKey = createPublicKey(issuer.privateKey)
      const der = publicKey.export({ type: 'spki', format: 'der' })
      const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
      const x = String(issuer.publicJwk['x'])
      const renderings: (string | Buffer)[] = [
        pem,
        pem.trim(),
        der,
        der.toString('base64'),
        der.toString('hex'),
        JSON.stringify(issuer.publicJwk),
        x,
        Buffer.from(x, 'base64url'),
      ]
      for (const rendering of renderings) {
        for (const bits of [256, 384, 512]) {
          const header = { typ: 'at+jwt', alg: `HS${bits}`, kid: issuer.kid }
          const input = unsigned(header, { ...goodClaims, iss: issuer.issuer }).replace(/\.AAAA$/, '')
          const mac = createHmac(`sha${bits}`, rendering).update(input).digest('base64url')
          expect(await refusalOf(`${input}.${mac}`, tenantOf('acme', [issuer]))).toBe('wrong-algorithm')
        }
      }
    }
  })

  it.each([
    '../../key-1',
    "key-1' OR '1'='1",
    'k'.repeat(65),
    '__proto__',
    'constructor',
    '',
    ' key-1',
    7,
    null,
    ['key-1'],
  ])('JWT-3: is refused with kid %j', async (kid) => {
    expect(await refusalOf(signed({}, { kid }))).toBe('unknown-key')
  })

  it('JWT-3: never crosses to a key of the same name under another tenant or issuer', async () => {
    const other = createHostIssuer('https://other.example', host.kid)
    const both = tenantOf('acme', [host, other])
    const forged = other.signClaims(goodClaims)
    expect(await refusalOf(forged, both)).toBe('wrong-signature')
    expect(await refusalOf(signed({}), tenantOf('beta', [other]))).toBe('foreign-issuer')
  })

  it('JWT-4: is refused when the header brings its own key, and nothing is fetched', async () => {
    const evil = createHostIssuer()
    const fetched = vi.spyOn(globalThis, 'fetch')
    const canary = 'http://127.0.0.1:9/keys'
    for (const header of [{ jwk: evil.publicJwk }, { jku: canary }, { x5u: canary }, { x5c: ['MIIB'] }]) {
      expect(await refusalOf(evil.signClaims(goodClaims, header))).toBe('wrong-signature')
    }
    expect(fetched).not.toHaveBeenCalled()
  })

  it.each([{ crit: ['exp'] }, { crit: [] }, { crit: ['b64'], b64: false }, { b64: false }, { crit: null }])(
    'JWT-5: is refused with the header extension %j',
    async (extension) => {
      expect(await refusalOf(signed({}, extension))).toBe('critical-extension')
    },
  )

  it.each(['JWT', 'jwt', 'AT+JWT', 'application/at+jwt', 'dpop+jwt', 'bbb-ticket+jwt', '', null, undefined])(
    'JWT-6: is refused with typ %j',
    async (typ) => {
      expect(await refusalOf(signed({}, { typ }))).toBe('wrong-type')
    },
  )

  it.each([
    `${audience}/`,
    `${audience}x`,
    audience.slice(0, -1),
    baseUrl,
    audience.toUpperCase(),
    `${baseUrl}/t/beta`,
    ` ${audience}`,
    [audience],
    null,
    undefined,
  ])('JWT-7: is refused with aud %j', async (aud) => {
    expect(await refusalOf(signed({ aud }))).toBe('wrong-audience')
  })

  it.each([`${host.issuer}/`, host.issuer.slice(0, -1), host.issuer.toUpperCase(), [host.issuer], null, undefined, ''])(
    'JWT-7: is refused with iss %j',
    async (iss) => {
      expect(await refusalOf(signed({ iss }))).toBe('foreign-issuer')
    },
  )

  it('JWT-18: is refused when any one claim alone is wrong', async () => {
    const wrong: Record<string, unknown[]> = {
      sub: ['', 'x'.repeat(129), 7, null, undefined],
      room: ['', 'a/b', [], ['a', ''], { a: 1 }, '*', undefined, Array.from({ length: 51 }, (_, each) => `r${each}`)],
      role: ['Moderator', 'MODERATOR', 'admin', '', ['moderator'], undefined],
      name: ['', 'x'.repeat(65), 7],
      scope: [7, ['room:join']],
      azo: [7],
      jti: ['', 7],
    }
    for (const [claim, values] of Object.entries(wrong)) {
      for (const value of values) {
        expect(await refusalOf(signed({ [claim]: value })), `${claim} ${JSON.stringify(value)}`).toBe('wrong-claims')
      }
    }
  })
})

describe('times', () => {
  it('JWT-8: only whole seconds inside the window pass', async () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(undefined, null, '', '1800000000', true, false, [nowSeconds], {}, -1, 0, 0.5, 2 ** 53),
      fc.double({ noInteger: true, noNaN: true }),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('iat', 'exp'), odd, async (claim, value) => {
        expect(await refusalOf(signed({ [claim]: value }))).toMatch(/^(wrong-times|expired|not-valid-yet)$/)
      }),
      { numRuns: 200 },
    )
    const huge = host.signText(
      JSON.stringify({ typ: 'at+jwt', alg: 'EdDSA', kid: host.kid }),
      JSON.stringify(goodClaims).replace(/"exp":\d+/, '"exp":1e400'),
    )
    expect(await refusalOf(huge)).toBe('wrong-times')
  })

  it('JWT-8: agrees with the written window for every iat and exp around now', async () => {
    const around = fc.integer({ min: nowSeconds - 500, max: nowSeconds + 500 })
    await fc.assert(
      fc.asyncProperty(around, around, async (iat, exp) => {
        const isGood = exp > iat && exp - iat <= 300 && iat <= nowSeconds + 60 && exp + 60 > nowSeconds
        expect((await refusalOf(signed({ iat, exp }))) === 'accepted').toBe(isGood)
      }),
      { numRuns: 300 },
    )
  })

  it('tells an expired token from a wrong one', async () => {
    expect(await refusalOf(signed({ iat: nowSeconds - 300, exp: nowSeconds - 60 }))).toBe('expired')
    expect(await refusalOf(signed({ iat: nowSeconds - 300, exp: nowSeconds - 59 }))).toBe('accepted')
    expect(await refusalOf(signed({ iat: nowSeconds, exp: nowSeconds + 301 }))).toBe('wrong-times')
    expect(await refusalOf(signed({ nbf: nowSeconds + 61 }))).toBe('not-valid-yet')
    expect(await refusalOf(signed({ nbf: 'soon' }))).toBe('wrong-times')
  })

  it('knows the tolerance of each issuer', async () => {
    const strict = tenantOf('acme', [], {
      issuers: [{ issuer: host.issuer, keys: [host.publicJwk], clockToleranceSeconds: 0 }],
    })
    expect(await refusalOf(signed({ iat: nowSeconds - 100, exp: nowSeconds }), strict)).toBe('expired')
    expect(await refusalOf(signed({ iat: nowSeconds + 1 }), strict)).toBe('not-valid-yet')
  })
})

describe('the text of a token', () => {
  it('JWT-9: has no second spelling: every change of one character is refused', async () => {
    const token = signed({})
    const anything = fc.oneof(
      fc.constantFrom(' ', '\n', '=', '.', '+', '/', '\t', '\0', '\u00e9', 'A', '-', '_'),
      fc.string({ minLength: 1, maxLength: 1 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length), fc.nat(1), anything, async (place, removed, text) => {
        const changed = token.slice(0, place) + text + token.slice(place + removed)
        fc.pre(changed !== token)
        expect(await refusalOf(changed)).not.toBe('accepted')
      }),
      { numRuns: 1000 },
    )
  })

  it('JWT-9: is refused with spare bits set in the signature', async () => {
    const es256 = createHostIssuer('https://es.example', 'k', 'ES256')
    const token = es256.signClaims({ ...goodClaims, iss: es256.issuer })
    const last = token.at(-1) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const flipped = token.slice(0, -1) + String(alphabet[alphabet.indexOf(last) ^ 1])
    expect(await refusalOf(flipped, tenantOf('acme', [es256]))).toBe('not-canonical-base64url')
  })

  const headerText = JSON.stringify({ typ: 'at+jwt', alg: 'EdDSA', kid: host.kid })
  const claimsText = JSON.stringify(goodClaims)

  it.each([
    ['role twice', headerText, claimsText.replace('"role":', '"role":"viewer","role":')],
    ['role twice, once escaped', headerText, claimsText.replace('"role":', '"r\\u006fle":"viewer","role":')],
    ['alg twice', headerText.replace('"alg":', '"alg":"none","alg":'), claimsText],
    ['a member twice deep inside', headerText, claimsText.replace('{', '{"x":[{"a":1,"a":2}],')],
  ])('JWT-10: is refused with %s', async (_name, header, claims) => {
    expect(await refusalOf(host.signText(header, claims))).toBe('not-strict-json')
  })

  it('JWT-10: is not refused for a colon behind a string in a value', async () => {
    expect(await refusalOf(signed({ name: 'a":"b', x: ['":', { y: '"z":' }] }))).toBe('accepted')
  })

  it('JWT-11: is refused by its length before anything is decoded', async () => {
    const decoded = vi.spyOn(Buffer, 'from')
    const huge = `${'A'.repeat(1_000_000)}.A.A`
    decoded.mockClear()
    const startedAt = performance.now()
    for (let each = 0; each < 10_000; each += 1) expect(await refusalOf(huge)).toBe('too-long')
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    expect(decoded).not.toHaveBeenCalled()
    decoded.mockRestore()
  })

  it('JWT-11: is refused when it nests deeply', async () => {
    expect(await refusalOf(host.signText(headerText, '['.repeat(1000) + ']'.repeat(1000)))).toBe('not-strict-json')
  })

  it.each([
    ['invalid UTF-8', Buffer.concat([Buffer.from('{"x":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])],
    ['a byte order mark', Buffer.from(`\ufeff${claimsText}`)],
    ['an array', Buffer.from('[1]')],
    ['null', Buffer.from('null')],
    ['nothing', Buffer.alloc(0)],
    ['text behind the object', Buffer.from(`${claimsText} x`)],
  ])('JWT-12: is refused with %s in the payload', async (_name, payload) => {
    expect(await refusalOf(host.signText(headerText, payload))).toBe('not-strict-json')
    expect(await refusalOf(host.signText(payload, claimsText))).toMatch(/^not-(strict-json|a-compact-jws)$/)
  })

  it('JWT-12: gains nothing by a member named __proto__', async () => {
    const text = claimsText
      .replace('"role":"moderator"', '"role":"viewer"')
      .replace('{', '{"__proto__":{"role":"moderator"},')
    expect((await tokens.verify(host.signText(headerText, text), acme)).roleCeiling).toBe('viewer')
    const missing = claimsText.replace('"role":"moderator",', '').replace('{', '{"__proto__":{"role":"moderator"},')
    expect(await refusalOf(host.signText(headerText, missing))).toBe('wrong-claims')
  })

  it.each([
    ['five parts, as an encrypted token', 'eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA'],
    ['two parts', 'AAAA.AAAA'],
    ['four parts', 'AAAA.AAAA.AAAA.AAAA'],
    ['a JSON serialisation', '{"payload":"AAAA","signatures":[]}'],
    ['no signature', 'AAAA.AAAA.'],
    ['nothing', ''],
  ])('JWT-13: is refused with %s', async (_name, text) => {
    expect(await refusalOf(text)).toBe('not-a-compact-jws')
  })
})

describe('tokens of the BFF itself', () => {
  const access = {
    wayIn: 'guest',
    subject: 'guest-1',
    name: 'Grace',
    room: 'algebra',
    role: 'moderator',
    tokenId: 'g',
  } as const

  it('come back as the actor they were made for, and no guest is more than a viewer', async () => {
    const { token, expiresInSeconds } = tokens.issue(acme, access)
    expect(expiresInSeconds).toBe(300)
    expect(await tokens.verify(token, acme)).toMatchObject({
      subject: 'guest-1',
      wayIn: 'guest',
      roleCeiling: 'viewer',
    })
  })

  it('do not count for another tenant', async () => {
    const { token } = tokens.issue(acme, access)
    expect(await refusalOf(token, tenantOf('beta', [host]))).toBe('foreign-issuer')
  })

  it('cannot be made by a host that calls itself by the tenant’s address', async () => {
    const impostor = createHostIssuer(audience)
    const forged = impostor.signClaims({ ...goodClaims, iss: audience, way_in: 'sign-in' })
    expect(await refusalOf(forged, tenantOf('acme', [impostor]))).toBe('unknown-key')
  })

  it('SECRET-3: of the previous key still count, and SECRET-4: of the one before do not', async () => {
    const [first, second, third] = ['first', 'second', 'third'].map(
      (name) => new Secret(`${name} access token key, 32 bytes`),
    )
    const holding = (current?: Secret, previous?: Secret) =>
      createAccessTokens(
        { baseUrl, keys: { ...keys, accessToken: { current: current!, previous } } },
        { clock, issuerKeys: registeredOnly },
      )
    const { token } = holding(first).issue(acme, access)
    expect(await refusalOf(token, acme, holding(second, first))).toBe('accepted')
    expect(await refusalOf(token, acme, holding(third, second))).toBe('unknown-key')
  })

  it('JWT-6: no kind passes as another, even when operators gave both one key', async () => {
    const kinds = ['at+jwt', 'bbb-ticket+jwt', 'dpop+jwt'].map((typ) => ({
      typ,
      tokens: createOwnTokens({ typ, key: keys.accessToken, lifetimeSeconds: 30, toleranceSeconds: 5 }, clock),
    }))
    const parties = { issuer: audience, audience }
    for (const made of kinds) {
      const token = made.tokens.issue(parties, { sub: 'x' })
      for (const read of kinds) {
        const verdict = await read.tokens.verify(token, parties).then(
          () => 'accepted',
          (error: unknown) => (error as TokenRefused).reason,
        )
        expect(verdict, `${made.typ} as ${read.typ}`).toBe(made === read ? 'accepted' : 'wrong-type')
      }
    }
  })

  it('JWT-6: BBB’s own token, and one of ours under BBB’s secret, are no access tokens', async () => {
    const bbbSecret = acme.bbb.sharedSecrets[0].bytes()
    const hs256 = (header: object, claims: object) => {
      const input = unsigned(header, claims).replace(/\.AAAA$/, '')
      return `${input}.${createHmac('sha256', bbbSecret).update(input).digest('base64url')}`
    }
    expect(await refusalOf(hs256({ alg: 'HS256' }, { meeting_id: 'm', record_id: 'r' }))).toBe('wrong-type')
    expect(await refusalOf(hs256({ typ: 'at+jwt', alg: 'HS256', kid: host.kid }, goodClaims))).toBe('wrong-algorithm')
    const own = { typ: 'at+jwt', alg: 'HS256', kid: 'x' }
    expect(await refusalOf(hs256(own, { ...goodClaims, iss: audience, way_in: 'guest' }))).toBe('unknown-key')
  })
})

describe('HMAC keys of a tenant', () => {
  it('count only where the tenant registered one', async () => {
    const secret = 'kT3qWz8nVb5mXc7rLp2sAe9dFg4h-0123456789' // what tenantOf resolves every reference to
    const sharing = tenantOf('acme', [], {
      issuers: [{ issuer: host.issuer, hmacKeys: [{ kid: 'h', secret: 'env:H' }] }],
    })
    const input = unsigned({ typ: 'at+jwt', alg: 'HS256', kid: 'h' }).replace(/\.AAAA$/, '')
    const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
    expect(await refusalOf(token, sharing)).toBe('accepted')
    expect(await refusalOf(token, acme)).toBe('unknown-key')
  })
})

it('a refusal says nothing of the token', async () => {
  const issuer: HostIssuer = createHostIssuer()
  const token = issuer.signClaims({ ...goodClaims, name: 'canary-name', sub: 'canary-subject' })
  const error: unknown = await tokens.verify(token, acme).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(TokenRefused)
  expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toMatch(/canary|eyJ/)
})
