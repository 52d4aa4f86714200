import type { RoomDiagnosis } from '@bbb-room/bff-api'
import { startFakeBbb, type FakeBbbOptions } from '@bbb-room/fake-bbb'
import { afterEach, describe, expect, it } from 'vitest'
import { examineServer } from '../../bbb/examine-server.ts'
import { readFramingHeaders, readSessionCookie } from '../../bbb/read-entry-headers.ts'
import { Secret } from '../../config/secret.ts'
import { problemOf, startBff, type TestBff, type TestBffOptions } from '../start-bff.test-support.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
async function start(options: TestBffOptions = {}): Promise<TestBff> {
  const test = await startBff({ isWorking: false, ...options })
  closing.push(() => test.close())
  await test.declare('maths')
  return test
}
const teacher = { sub: 'teacher', role: 'moderator' } as const
const display = { mode: 'frame', why: 'of one site' } as const
const diagnosisOf = async (test: TestBff) =>
  (await (await test.request('GET', '/rooms/maths/diagnosis', { as: teacher })).json()) as RoomDiagnosis

describe('GET /rooms/{room}/diagnosis', () => {
  it('says that BBB answers and takes the secret, and enters nothing where meetings open in a tab', async () => {
    const test = await start()
    const { bbb, ...rest } = await diagnosisOf(test)
    expect(rest).toMatchObject({
      display: 'tab',
      frame_origins: [new URL(test.bbb.url).origin],
      without_session: false,
    })
    expect(bbb).toMatchObject({ origin: test.bbb.url, failure: null, is_secret_accepted: true, entry: null })
    expect(test.bbb.journal.count('create')).toBe(0)
  })

  it('enters a meeting of its own where meetings open in a frame, and leaves none behind', async () => {
    const test = await start({ tenants: { acme: { display } } })
    const { bbb } = await diagnosisOf(test)
    expect(bbb.entry).toEqual({
      failure: null,
      origins: [test.bbb.url],
      x_frame_options: null,
      frame_ancestors: null,
      cookie: { same_site: null, secure: false, partitioned: false },
    })
    const [created] = test.bbb.journal.of('create')
    expect(created?.params).toMatchObject({ record: 'false', duration: '1' })
    expect(Object.keys(created?.params ?? {}).filter((name) => /^meta|URL$/.test(name))).toEqual([])
    expect(test.bbb.journal.of('end').map(({ params }) => params['meetingID'])).toEqual([created?.params['meetingID']])
  })

  it('tells a wrong secret from a server that is away, and from one that is not BBB', async () => {
    const test = await start()
    test.bbb.swapSecret('another-secret-0123456789abcdef0123456789')
    expect((await diagnosisOf(test)).bbb).toMatchObject({ failure: null, is_secret_accepted: false })
    test.bbb.faults.always('index', { kind: 'html' })
    test.clock.advance(31_000)
    expect((await diagnosisOf(test)).bbb).toMatchObject({ failure: 'NOT_BBB', is_secret_accepted: null })
    test.bbb.faults.always('index', { kind: 'redirect', location: 'https://elsewhere.example/' })
    test.clock.advance(31_000)
    expect((await diagnosisOf(test)).bbb.failure).toBe('REDIRECTED')
    await test.bbb.close()
    test.clock.advance(31_000)
    expect((await diagnosisOf(test)).bbb.failure).toBe('UNREACHABLE')
  })

  it('says whether the page hides where it is', async () => {
    const test = await start()
    expect((await diagnosisOf(test)).has_referrer).toBe(false)
    const headers = { Referer: 'https://school.example/' }
    const answer = await test.request('GET', '/rooms/maths/diagnosis', { as: teacher, headers })
    expect(((await answer.json()) as RoomDiagnosis).has_referrer).toBe(true)
  })

  it('says by how much BBB’s clock is off', async () => {
    const test = await start()
    const offset = Math.round((Date.now() - test.clock.now()) / 1000)
    const { clock_offset_seconds } = (await diagnosisOf(test)).bbb
    expect(Math.abs((clock_offset_seconds ?? NaN) - offset)).toBeLessThanOrEqual(3)
  })

  it('examines BBB once for all who ask within half a minute', async () => {
    const test = await start()
    await Promise.all(Array.from({ length: 20 }, () => diagnosisOf(test)))
    expect(test.bbb.journal.count('index')).toBe(1)
    test.clock.advance(29_000)
    await diagnosisOf(test)
    expect(test.bbb.journal.count('index')).toBe(1)
    test.clock.advance(2_000)
    await diagnosisOf(test)
    expect(test.bbb.journal.count('index')).toBe(2)
  })

  it('is for moderators, and asks BBB nothing for anybody else', async () => {
    const test = await start()
    for (const person of [{ role: 'viewer' }, { role: 'moderator', scope: 'recording:manage' }] as const) {
      const refused = test.request('GET', '/rooms/maths/diagnosis', { as: person })
      expect(await problemOf(refused)).toMatchObject({ status: 403, code: 'NOT_ALLOWED' })
    }
    expect(test.bbb.journal.count('index')).toBe(0)
  })

  it('LOG-1: answers and logs no secret, checksum, session token or join address', async () => {
    const test = await start({ tenants: { acme: { display } } })
    const text = JSON.stringify(await diagnosisOf(test)) + test.logs.join('')
    expect(text).not.toMatch(/checksum|sessionToken|JSESSIONID|api\/join|diagnosis-/)
  })
})

describe('what BBB sends to those who enter', () => {
  const secret = 'secret-of-this-test-0123456789abcdef'
  async function examine(options: Partial<FakeBbbOptions>, origins: readonly string[] = []) {
    const bbb = await startFakeBbb({ secret, ...options })
    closing.push(() => bbb.close())
    const look = await examineServer(
      {
        baseUrl: bbb.baseUrl,
        sharedSecrets: [new Secret(secret)],
        algorithm: 'sha256',
        dangerouslyAllowHttp: true,
        dangerouslyAllowSha1: false,
        endCallback: 'meetingEndedURL',
        webhooks: { register: false, dangerouslyAllowSha1: false, dangerouslyAllowBearer: false },
      },
      { now: Date.now, enterBy: { origins } },
    )
    return { bbb, entry: look.entry }
  }

  it('reads who may frame the client, and the attributes of its cookie', async () => {
    const ancestors = ['https://school.example', "'self'"]
    const { entry } = await examine({ framing: { ancestors }, cookieAttributes: 'SameSite=None; Secure; Partitioned' })
    expect(entry).toMatchObject({
      failure: undefined,
      frameAncestors: "https://school.example 'self'",
      cookie: { same_site: 'none', secure: true, partitioned: true },
    })
  })

  it('says that nobody gets in, and ends the meeting all the same', async () => {
    const bbb = await startFakeBbb({ secret })
    closing.push(() => bbb.close())
    bbb.faults.always('page:client', { kind: 'status', status: 502 })
    const look = await examineServer(
      {
        baseUrl: bbb.baseUrl,
        sharedSecrets: [new Secret(secret)],
        algorithm: 'sha256',
        dangerouslyAllowHttp: true,
        dangerouslyAllowSha1: false,
        endCallback: 'meetingEndedURL',
        webhooks: { register: false, dangerouslyAllowSha1: false, dangerouslyAllowBearer: false },
      },
      { now: Date.now, enterBy: { origins: [] } },
    )
    expect(look.entry?.failure).toBe('REFUSED')
    expect(bbb.journal.count('end')).toBe(1)
  })

  it('SSRF-1: follows BBB to registered origins only, and names the one it was led to', async () => {
    const bbb = await startFakeBbb({ secret })
    const other = await startFakeBbb({ secret })
    closing.push(
      () => bbb.close(),
      () => other.close(),
    )
    const ask = (origins: readonly string[]) =>
      examineServer(
        {
          baseUrl: bbb.baseUrl,
          sharedSecrets: [new Secret(secret)],
          algorithm: 'sha256',
          dangerouslyAllowHttp: true,
          dangerouslyAllowSha1: false,
          endCallback: 'meetingEndedURL',
          webhooks: { register: false, dangerouslyAllowSha1: false, dangerouslyAllowBearer: false },
        },
        { now: Date.now, enterBy: { origins } },
      )
    bbb.faults.always('join', { kind: 'redirect', location: `${other.url}/` })
    expect((await ask([])).entry?.origins).toEqual([bbb.url, other.url])
    expect(other.journal.entries).toEqual([])
    expect((await ask([other.url])).entry?.origins).toEqual([bbb.url, other.url])
    expect(other.journal.entries).toHaveLength(1)
  })

  it('takes the last session cookie, and nothing of any other', () => {
    expect(readSessionCookie(['a=JSESSIONID=1; Secure', 'Xjsessionid=1'])).toBeUndefined()
    expect(readSessionCookie(['JSESSIONID=1; Path=/', 'JSESSIONID=2; samesite = LAX;Secure'])).toEqual({
      pair: 'JSESSIONID=2',
      attributes: { same_site: 'lax', secure: true, partitioned: false },
    })
    expect(readSessionCookie(['JSESSIONID=1; SameSite=Sometimes'])?.attributes.same_site).toBeNull()
  })

  it('finds frame-ancestors among other directives and policies', () => {
    const read = (policy: string) =>
      readFramingHeaders(new Headers({ 'content-security-policy': policy })).frameAncestors
    expect(read("default-src 'self'; frame-ancestors 'none'")).toBe("'none'")
    expect(read("default-src 'self', frame-ancestors https://a.example https://b.example")).toBe(
      'https://a.example https://b.example',
    )
    expect(read('frame-ancestors')).toBe('')
    expect(read("frame-src 'none'")).toBeUndefined()
  })
})
