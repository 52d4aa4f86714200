import { describe, expect, it } from 'vitest'
import type { IssuerConfig } from '../config/bff-config.ts'
import { FetchRefused, type GuardedFetch } from '../fetch/guarded-fetch.ts'
import { createHostIssuer } from './host-issuer.test-support.ts'
import { createIssuerKeys } from './issuer-keys.ts'

const jwksUrl = 'https://school.example/jwks'
const issuer: IssuerConfig = { issuer: 'https://school.example', keys: new Map(), jwksUrl, clockToleranceSeconds: 60 }
const key = (kid: string) => createHostIssuer('x', kid).publicJwk

function setUp(answer: () => unknown) {
  let now = 1_800_000_000_000
  let fetches = 0
  const fetch: GuardedFetch = () => {
    fetches += 1
    const value = answer()
    if (value instanceof Error) return Promise.reject(value)
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return Promise.resolve({ status: 200, body: new TextEncoder().encode(text) })
  }
  const keys = createIssuerKeys({ fetch, clock: { now: () => now, sleep: () => Promise.resolve() } })
  return {
    find: async (kid: string, tenantId = 'acme') => (await keys.find(tenantId, issuer, kid))?.kid,
    pass: (durationMs: number) => (now += durationMs),
    fetches: () => fetches,
  }
}

const minutes = 60_000
const hours = 60 * minutes
/** Lets a refresh that nobody waits for finish. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('keys at a JWKS address', () => {
  it('are found by kid, and fetched once for everybody who waits', async () => {
    const { find, fetches } = setUp(() => ({ keys: [key('a'), key('b')] }))
    expect(await Promise.all([find('a'), find('b'), find('c')])).toEqual(['a', 'b', undefined])
    expect(fetches()).toBe(1)
  })

  it('JWT-16: are fetched at most once per 30 s, whatever is asked for', async () => {
    const { find, fetches, pass } = setUp(() => ({ keys: [key('a')] }))
    for (let each = 0; each < 10_000; each += 1) {
      await find(`unknown-${each}`)
      pass(1)
    }
    expect(fetches()).toBe(1)
    pass(30_000)
    await find('unknown')
    expect(fetches()).toBe(2)
  })

  it('JWT-16: of one tenant are not held up by a flood at another', async () => {
    const { find, fetches } = setUp(() => ({ keys: [key('a')] }))
    await find('unknown', 'acme')
    expect(await find('a', 'beta')).toBe('a')
    expect(fetches()).toBe(2)
  })

  it('JWT-16: stay good while the address is down, for 24 h', async () => {
    let isDown = false
    const { find, pass } = setUp(() => (isDown ? new FetchRefused() : { keys: [key('a')] }))
    await find('a')
    isDown = true
    pass(1 * hours)
    expect(await find('a')).toBe('a')
    pass(22.9 * hours)
    expect(await find('a')).toBe('a')
    pass(0.2 * hours)
    expect(await find('a')).toBeUndefined()
  })

  it('follow a rotation: a new kid at once, an old one until the set is read again', async () => {
    let set = [key('old')]
    const { find, pass } = setUp(() => ({ keys: set }))
    await find('old')
    set = [key('new')]
    pass(31_000)
    expect(await find('new')).toBe('new')
    expect(await find('old')).toBeUndefined()
  })

  it('are read again in the background after five minutes, so that a revoked one goes', async () => {
    let set = [key('a')]
    const { find, pass } = setUp(() => ({ keys: set }))
    await find('a')
    set = []
    pass(6 * minutes)
    expect(await find('a')).toBe('a')
    await settle()
    expect(await find('a')).toBeUndefined()
  })

  it('are passed over when they are of another kind, private or named twice', async () => {
    const { find } = setUp(() => ({
      keys: [
        key('good'),
        { kty: 'RSA', kid: 'rsa', n: 'AQAB', e: 'AQAB' },
        { ...key('private'), d: 'AAAA' },
        key('twice'),
        key('twice'),
      ],
    }))
    expect(await Promise.all(['good', 'rsa', 'private', 'twice'].map((kid) => find(kid)))).toEqual([
      'good',
      undefined,
      undefined,
      undefined,
    ])
  })

  it.each(['', '[]', '{"keys":{}}', '{"keys":[1]}', 'nonsense'])(
    'keep the last good set for the answer %j',
    async (text) => {
      let answer: unknown = { keys: [key('a')] }
      const { find, pass } = setUp(() => answer)
      await find('a')
      answer = text
      pass(6 * minutes)
      await find('a')
      await settle()
      expect(await find('a')).toBe('a')
    },
  )
})

it('a registered key needs no fetch', async () => {
  const keys = createIssuerKeys({
    fetch: () => Promise.reject(new Error('fetched')),
    clock: { now: () => 0, sleep: () => Promise.resolve() },
  })
  expect(await keys.find('acme', { ...issuer, jwksUrl: undefined }, 'a')).toBeUndefined()
})
