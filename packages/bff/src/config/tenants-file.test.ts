import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createHostIssuer } from '../auth/host-issuer.test-support.ts'
import { ConfigurationError } from './configuration-error.ts'
import { Secret } from './secret.ts'
import { readTenants, type ResolveReference, type TenantDocument } from './tenants-file.ts'

const { publicJwk } = createHostIssuer()
const strong = 'kT3qWz8nVb5mXc7rLp2sAe9dFg4h-0123456789'
const resolveStrong: ResolveReference = () => strong

function documentOf(changes: Partial<TenantDocument> = {}, id = 'acme'): unknown {
  const tenant: TenantDocument = {
    bbb: { baseUrl: 'https://bbb.example/bigbluebutton/', sharedSecret: 'env:BBB_SECRET' },
    issuers: [{ issuer: 'https://school.example', keys: [publicJwk] }],
    ...changes,
  }
  return { tenants: { [id]: tenant } }
}

function problemsOf(document: unknown, resolve: ResolveReference = resolveStrong): string[] {
  try {
    readTenants(document, resolve)
    return []
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    for (const { where, what } of error.problems) expect(error.message).toContain(`${where} ${what}`)
    return error.problems.map(({ where, what }) => `${where} ${what}`)
  }
}

describe('readTenants', () => {
  it('fills in what the file leaves out, safely', () => {
    const [tenant] = readTenants(documentOf(), resolveStrong)
    expect(tenant).toMatchObject({
      id: 'acme',
      pageOrigins: [],
      playbackOrigins: ['https://bbb.example'],
      frameOrigins: ['https://bbb.example'],
      display: { mode: 'tab', dangerouslyAllowRequestsWithoutSession: false },
      rooms: { createOnFirstJoin: false, defaults: {}, presentationHosts: [] },
      roles: { guest: 'viewer' },
      bbb: {
        algorithm: 'sha256',
        dangerouslyAllowHttp: false,
        dangerouslyAllowSha1: false,
        endCallback: 'meetingEndedURL',
      },
    })
    expect(tenant?.bbb.sharedSecrets.map((secret) => secret.reveal())).toEqual([strong])
    expect(Object.isFrozen(tenant) && Object.isFrozen(tenant?.bbb) && Object.isFrozen(tenant?.limits)).toBe(true)
  })

  it('names every problem at once, and no value', () => {
    const problems = problemsOf(
      {
        tenants: {
          acme: {
            bbb: {
              baseUrl: 'http://canary.example/',
              sharedSecret: ['env:A', 'file:/run/canary-free'],
              algorithm: 'sha1',
            },
            issuers: [
              {
                issuer: 'https://a.example',
                keys: [
                  { ...publicJwk, d: 'canary' },
                  { kty: 'oct', k: 'canary', kid: 'o' },
                ],
              },
              { issuer: 'https://a.example' },
            ],
            display: { mode: 'frame' },
          },
          'Not An Id': { bbb: { baseUrl: 'https://b.example', sharedSecret: 'env:SHORT' } },
        },
      },
      ({ name }) => (name === 'SHORT' ? 'canary' : undefined),
    )
    const expected = [
      'tenants.acme.bbb.baseUrl is http',
      'tenants.acme.bbb.algorithm is sha1',
      'tenants.acme.display.why must say why',
      'tenants.acme.bbb.sharedSecret[0] refers to the variable A, which is not set',
      'tenants.acme.bbb.sharedSecret[1] refers to a file that is missing or empty',
      'tenants.acme.issuers[0].keys[0] is a private key',
      'tenants.acme.issuers[0].keys[1] is a symmetric key',
      'tenants.acme.issuers[1] has no keys',
      'tenants.? is not a tenant id',
      'tenants.?.bbb.sharedSecret (variable SHORT) is too short',
      'tenants.acme.issuers[1].issuer is already the issuer of a tenant',
    ]
    expect(problems).toHaveLength(expected.length)
    for (const start of expected)
      expect(
        problems.some((problem) => problem.startsWith(start)),
        start,
      ).toBe(true)
    expect(problems.join()).not.toContain('canary.example')
    expect(problems.join().replace('canary-free', '')).not.toContain('canary')
  })

  it('names each field of the wrong shape, and no value', () => {
    const problems = problemsOf({
      tenants: {
        acme: {
          bbb: { baseUrl: 'canary', sharedSecret: 'canary-secret-itself' },
          names: 'canary',
          limits: { joinsPerSubjectPerMinute: 'canary' },
          pageOrigins: ['https://canary.example/'],
          colour: 'canary',
        },
      },
    })
    for (const field of [
      'bbb.baseUrl',
      'bbb.sharedSecret',
      'names',
      'limits.joinsPerSubjectPerMinute',
      'pageOrigins[0]',
    ]) {
      expect(
        problems.some((problem) => problem.startsWith(`tenants.acme.${field} `)),
        field,
      ).toBe(true)
    }
    expect(problems).toContain('tenants.acme has fields that do not exist: colour')
    expect(problems.join()).not.toContain('canary')
  })

  it.each([undefined, null, '', [], {}, { tenants: {} }, { tenants: [] }])('refuses the file %j', (document) => {
    expect(problemsOf(document)).toHaveLength(1)
  })

  it('TENANT-6: gives an issuer to one tenant only', () => {
    const one = (documentOf() as { tenants: { acme: TenantDocument } }).tenants.acme
    const beta = { ...one, bbb: { ...one.bbb, baseUrl: 'https://other.example/bigbluebutton/' } }
    expect(problemsOf({ tenants: { acme: one, beta } })).toEqual([
      'tenants.beta.issuers[0].issuer is already the issuer of a tenant',
    ])
  })

  it('TENANT-12: gives a server and its secret to one tenant only, unless both say that one operator shares it', () => {
    const tenant = (id: string, bbb: Partial<TenantDocument['bbb']> = {}): TenantDocument => ({
      bbb: { baseUrl: 'https://bbb.example/bigbluebutton/', sharedSecret: 'env:A', ...bbb },
      issuers: [{ issuer: `https://${id}.example`, keys: [publicJwk] }],
    })
    const problems = (first: Partial<TenantDocument['bbb']>, second: Partial<TenantDocument['bbb']>) =>
      problemsOf({ tenants: { acme: tenant('acme', first), beta: tenant('beta', second) } }, ({ name }) =>
        name === 'OTHER' ? `another-${strong}` : strong,
      )
    for (const baseUrl of [
      'https://bbb.example/bigbluebutton',
      'https://BBB.example:443/bigbluebutton/api/',
      'https://bbb.example/bigbluebutton//',
    ]) {
      expect(problems({}, { baseUrl }), baseUrl).toEqual([
        expect.stringMatching(/^tenants\.beta\.bbb\.sharedSecret .* acme/),
      ])
    }
    expect(problems({}, { sharedSecret: ['env:OTHER', 'env:A'] })).toEqual([
      expect.stringMatching(/^tenants\.beta\.bbb\.sharedSecret\[1\] /),
    ])
    expect(problems({}, { sharedSecret: 'env:OTHER' })).toEqual([])
    expect(problems({}, { baseUrl: 'https://bbb.example/other/' })).toEqual([])
    expect(problems({ sharedByOperator: true }, {})).toHaveLength(1)
    expect(problems({}, { sharedByOperator: true })).toHaveLength(1)
    expect(problems({ sharedByOperator: true }, { sharedByOperator: true })).toEqual([])
  })

  it.each([
    '639259d4-9dd8-4b25-bf01-95f9567eaf4b',
    '8cd8ef52e8e101574e400365b55e11a6',
    'changeme-changeme-changeme-changeme',
    'your-secret-here-your-secret-here',
    '   ',
    'fifteen bytes!!',
    'x'.repeat(64),
  ])('SECRET-5: refuses %j as a shared secret', (secret) => {
    expect(problemsOf(documentOf(), () => secret)).toHaveLength(1)
  })

  it('JWT-17: refuses an HMAC key under 32 bytes', () => {
    const issuers = [{ issuer: 'https://school.example', hmacKeys: [{ kid: 'h', secret: 'env:HMAC' }] }]
    const resolve: ResolveReference = ({ name }) => (name === 'HMAC' ? strong.slice(0, 31) : strong)
    expect(problemsOf(documentOf({ issuers }), resolve)).toEqual([
      'tenants.acme.issuers[0].hmacKeys[0].secret (variable HMAC) is too short: 32 bytes or more',
    ])
  })

  it.each([
    'http://school.example',
    'https://school.example/',
    'https://School.example',
    'https://school.example:443',
    'null',
    '*',
    'https://*.school.example',
    'https://user@school.example',
    'https://school.example?x',
    'school.example',
    '',
  ])('HTTP-1: refuses %j as a page origin', (origin) => {
    expect(problemsOf(documentOf({ pageOrigins: [origin] }))).toHaveLength(1)
  })

  it.each(['https://school.example', 'https://school.example:8443', 'http://localhost:3000', 'http://127.0.0.1:3000'])(
    'takes %j as a page origin',
    (origin) => {
      expect(problemsOf(documentOf({ pageOrigins: [origin] }))).toEqual([])
    },
  )

  it('takes a loopback BBB by http, and another only when it is told how dangerous that is', () => {
    const bbbAt = (baseUrl: string, dangerouslyAllowHttp = false) =>
      problemsOf(documentOf({ bbb: { baseUrl, sharedSecret: 'env:S', dangerouslyAllowHttp } }))
    expect(bbbAt('http://127.0.0.1:8090/bigbluebutton/')).toEqual([])
    expect(bbbAt('http://bbb.example/')).toHaveLength(1)
    expect(bbbAt('http://127.0.0.1.evil.example/')).toHaveLength(1)
    expect(bbbAt('http://bbb.example/', true)).toEqual([])
    expect(bbbAt('https://user:pass@bbb.example/')).toHaveLength(1)
    expect(bbbAt('https://bbb.example/?x=1')).toHaveLength(1)
  })

  it('holds two shared secrets while one is being changed', () => {
    const bbb = { baseUrl: 'https://bbb.example/', sharedSecret: ['env:NEW', 'env:OLD'] }
    const [tenant] = readTenants(documentOf({ bbb }), ({ name }) => `${name} ${strong}`)
    expect(tenant?.bbb.sharedSecrets.map((secret) => secret.reveal())).toEqual([`NEW ${strong}`, `OLD ${strong}`])
  })
})

describe('webhooks to the host', () => {
  const key = `whsec_${Buffer.alloc(24, 'abcdefghijklmnop').toString('base64')}`
  const webhookTo = (url: string, changes: object = {}) =>
    documentOf({ webhooks: [{ url, secrets: ['env:KEY'], ...changes }] })
  const resolve: ResolveReference = ({ name }) => (name === 'KEY' ? key : strong)

  it('are told everything, unless told what', () => {
    const [tenant] = readTenants(webhookTo('https://school.example/hook?token=x'), resolve)
    expect(tenant?.webhooks[0]?.events).toHaveLength(6)
    expect(tenant?.webhooks[0]?.keys.map((each) => each.reveal())).toEqual([key])
    const document = webhookTo('https://school.example:8443/', { events: ['meeting.ended'] })
    expect(readTenants(document, resolve)[0]?.webhooks[0]?.events).toEqual(['meeting.ended'])
    expect(problemsOf(webhookTo('http://localhost:3000/hook'), resolve)).toEqual([])
  })

  it.each<[string, string, object, string]>([
    ['http', 'http://school.example/', {}, '.url is http'],
    ['another port', 'https://school.example:22/', {}, '.url has a port'],
    ['a password', 'https://user:canary@school.example/', {}, '.url carries a password'],
    ['no address', 'canary', {}, '.url is wrong'],
    ['another scheme', 'ftp://school.example/', {}, '.url is wrong'],
    ['an unknown event', 'https://school.example/', { events: ['canary'] }, '.events[0] is wrong'],
    ['no event', 'https://school.example/', { events: [] }, '.events is wrong'],
    ['a secret that is no webhook secret', 'https://school.example/', { secrets: ['env:OTHER'] }, '.secrets[0] is not'],
    ['three secrets', 'https://school.example/', { secrets: ['env:KEY', 'env:KEY', 'env:KEY'] }, '.secrets is wrong'],
    ['no secret', 'https://school.example/', { secrets: [] }, '.secrets is wrong'],
  ])('SSRF-1, SSRF-7: are refused with %s', (_name, url, changes, problem) => {
    const problems = problemsOf(webhookTo(url, changes), resolve)
    expect(problems.join()).toContain(`tenants.acme.webhooks[0]${problem}`)
    expect(problems).toHaveLength(1)
    expect(problems.join()).not.toContain('canary')
  })

  it('are refused twice at one address', () => {
    const webhook = { url: 'https://school.example/', secrets: ['env:KEY'] }
    expect(problemsOf(documentOf({ webhooks: [webhook, webhook] }), resolve)).toEqual([
      'tenants.acme.webhooks[1].url stands here twice: name its events in one place',
    ])
  })
})

describe('signing in', () => {
  const signIn = {
    issuer: 'https://login.example/v2.0',
    clientId: 'bbb-room',
    clientSecret: 'env:CLIENT_SECRET',
    rules: [{ role: 'viewer' as const }],
  }

  it('is off unless a tenant names a provider, and asks for openid and profile', () => {
    expect(readTenants(documentOf(), resolveStrong)[0]?.signIn).toBeUndefined()
    expect(readTenants(documentOf({ signIn }), resolveStrong)[0]?.signIn).toMatchObject({
      scopes: ['openid', 'profile'],
      nameClaim: 'name',
    })
  })

  it.each([
    [{ issuer: 'http://login.example' }, 'tenants.acme.signIn.issuer is http: use https'],
    [{ issuer: 'https://login.example/?x=1' }, 'tenants.acme.signIn.issuer carries a query, a fragment or a password'],
    [{ scopes: ['profile'] }, 'tenants.acme.signIn.scopes needs openid'],
    [{ rules: [] }, 'tenants.acme.signIn.rules is wrong: needs a rule: without one nobody gets in'],
    [
      { rules: [{ claim: 'groups', role: 'moderator' as const }] },
      'tenants.acme.signIn.rules[0] needs claim and value, or neither',
    ],
  ])('refuses %j', (change, problem) => {
    expect(problemsOf(documentOf({ signIn: { ...signIn, ...change } }))).toEqual([problem])
  })

  it('JWT-17: refuses a weak client secret', () => {
    expect(problemsOf(documentOf({ signIn }), ({ name }) => (name === 'CLIENT_SECRET' ? 'short' : strong))).toEqual([
      expect.stringContaining('tenants.acme.signIn.clientSecret (variable CLIENT_SECRET)'),
    ])
  })
})

describe('Secret', () => {
  it('SECRET-2: prints as [redacted] in every way of printing', () => {
    const secret = new Secret('canary')
    const holder = { secret, list: [secret], map: new Map([['k', secret]]) }
    const concatenated = 'a' + (secret as unknown as string)
    const printed = [
      JSON.stringify(holder),
      inspect(holder, { depth: 9, showHidden: true }),
      String(secret),
      // eslint-disable-next-line @typescript-eslint/restrict-template-expressions -- the mistake that is guarded against
      `${secret}`,
      concatenated,
      JSON.stringify(Object.assign({}, secret)),
      JSON.stringify(Object.getOwnPropertyNames(secret)),
    ]
    expect(printed.join()).not.toContain('canary')
    expect(printed.slice(0, 5).every((text) => text.includes('[redacted]'))).toBe(true)
    expect(secret.reveal()).toBe('canary')
  })
})
