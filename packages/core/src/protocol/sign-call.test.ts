import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callDefinitions } from '../calls/index.ts'
import { BbbInvalidConfiguration, BbbInvalidRequest } from '../errors/invalid-input.ts'
import { normaliseBaseUrl } from './base-url.ts'
import { algorithmOfLength, type ChecksumAlgorithm, computeChecksum, equalInConstantTime } from './checksum.ts'
import { collectParameters } from './parameters.ts'
import { buildQuery } from './query-string.ts'
import { type CallToSign, signCall } from './sign-call.ts'
import { signedForm } from './sign-form.ts'

const baseUrl = 'https://bbb.example.org/bigbluebutton'
const secret = 'a secret'

describe('signCall', () => {
  it('puts the checksum last, over the bytes that are sent', () => {
    const url = signCall({ baseUrl, callName: 'create', params: { name: 'Test Meeting' }, secret })
    const checksum = computeChecksum('create', 'name=Test+Meeting', secret, 'sha256')
    expect(url).toBe(`${baseUrl}/api/create?name=Test+Meeting&checksum=${checksum}`)
    expect(signCall({ baseUrl, callName: 'getMeetings', secret })).toBe(
      `${baseUrl}/api/getMeetings?checksum=${computeChecksum('getMeetings', '', secret)}`,
    )
    expect(signCall({ baseUrl, callName: 'hooks/list', secret })).toContain('/api/hooks/list?checksum=')
  })
  it.for(['sha256', 'sha384', 'sha512'] as const)('takes %s', (algorithm) => {
    const checksum = computeChecksum('end', '', secret, algorithm)
    expect(signCall({ baseUrl, callName: 'end', secret, algorithm })).toContain(`checksum=${checksum}`)
  })
  it('SIGN-4: makes 64 digits unless told otherwise, and SHA-1 only where its danger is accepted', () => {
    expect(signCall({ baseUrl, callName: 'end', secret })).toMatch(/checksum=[0-9a-f]{64}$/)
    expect(() => signCall({ baseUrl, callName: 'end', secret, algorithm: 'sha1' })).toThrow(BbbInvalidConfiguration)
    expect(() =>
      signCall({ baseUrl, callName: 'end', secret, algorithm: 'sha1', dangerouslyAllowSha1: false }),
    ).toThrow(BbbInvalidConfiguration)
    expect(signCall({ baseUrl, callName: 'end', secret, algorithm: 'sha1', dangerouslyAllowSha1: true })).toMatch(
      /checksum=[0-9a-f]{40}$/,
    )
    for (const algorithm of ['md5', 'SHA256', '', 'toString', 'sha224']) {
      expect(() =>
        signCall({
          baseUrl,
          callName: 'end',
          secret,
          algorithm: algorithm as ChecksumAlgorithm,
          dangerouslyAllowSha1: true,
        }),
      ).toThrow(BbbInvalidConfiguration)
    }
  })
  it('refuses an empty secret, what is no call name, and parameters named like the checksum', () => {
    expect(() => signCall({ baseUrl, callName: 'end', secret: '' })).toThrow(BbbInvalidRequest)
    for (const callName of [
      '',
      '/create',
      'create?',
      'api/hooks/create',
      'a b',
      'create&x=1',
      'hooks/',
      '1',
      '../create',
      'créate',
    ]) {
      expect(() => signCall({ baseUrl, callName, secret })).toThrow(BbbInvalidRequest)
    }
    for (const name of ['checksum', 'meta_checksum', 'meta_mychecksum']) {
      expect(() => signCall({ baseUrl, callName: 'end', secret, params: { a: 1, [name]: 'x' } })).toThrow(
        BbbInvalidRequest,
      )
      expect(() => signCall({ baseUrl, callName: 'end', secret, params: { [name]: 'x' } })).toThrow(BbbInvalidRequest)
    }
    expect(
      signCall({ baseUrl, callName: 'end', secret, params: { checksums: 'x', a: 'checksum=', b: 'hecksum=' } }),
    ).toContain('checksums=x')
  })
  it('remembers no address that it should not', () => {
    const http = { baseUrl: 'http://bbb.example.org/b', callName: 'end', secret }
    expect(signCall({ ...http, dangerouslyAllowHttp: true })).toMatch(/^http:/)
    expect(() => signCall(http)).toThrow(BbbInvalidConfiguration)
    expect(signCall({ ...http, baseUrl })).toMatch(/^https:/)
    expect(() => signCall(http)).toThrow(BbbInvalidConfiguration)
  })
  it('names no value in what it refuses', () => {
    for (const call of [
      { baseUrl: 'https://me:hunter2@x.org', callName: 'end', secret: 'hunter2' },
      { baseUrl: 'hunter2', callName: 'end', secret: 'hunter2' },
      { baseUrl, callName: 'hunter2!', secret: 'hunter2' },
    ] satisfies CallToSign[]) {
      try {
        signCall(call)
        expect.fail('should have been refused')
      } catch (error) {
        expect(JSON.stringify(error) + String(error)).not.toContain('hunter2')
      }
    }
  })
})

describe('normaliseBaseUrl', () => {
  it.for(['', '/', '//', '/api', '/api/', '/api//'])('takes the address with %o behind it', (end) => {
    expect(normaliseBaseUrl(`${baseUrl}${end}`)).toBe(baseUrl)
    expect(normaliseBaseUrl(` ${baseUrl}${end}\n`)).toBe(baseUrl)
    expect(normaliseBaseUrl(`https://lb.example.org/bbb/frontend${end}`)).toBe('https://lb.example.org/bbb/frontend')
  })
  it('keeps what stands before /api, port and all', () => {
    expect(normaliseBaseUrl('https://x.org:8443/a/api/b/api')).toBe('https://x.org:8443/a/api/b')
    expect(normaliseBaseUrl('https://x.org')).toBe('https://x.org')
    expect(normaliseBaseUrl('https://x.org/api')).toBe('https://x.org')
    expect(normaliseBaseUrl('https://x.org/myapi')).toBe('https://x.org/myapi')
  })
  it('SIGN-9: takes https alone, unless told otherwise', () => {
    expect(() => normaliseBaseUrl('http://x.org/b')).toThrow(BbbInvalidConfiguration)
    expect(() => normaliseBaseUrl('http://x.org/b', { dangerouslyAllowHttp: false })).toThrow(BbbInvalidConfiguration)
    expect(normaliseBaseUrl('http://x.org/b', { dangerouslyAllowHttp: true })).toBe('http://x.org/b')
    for (const other of ['ftp://x.org', 'file:///etc', 'javascript:alert(1)']) {
      expect(() => normaliseBaseUrl(other, { dangerouslyAllowHttp: true })).toThrow(BbbInvalidConfiguration)
    }
  })
  it.for(['', 'x.org/b', '/b', 'https://u@x.org/b', 'https://:p@x.org/b', 'https://x.org/b?x=1', 'https://x.org/b#x'])(
    'refuses %o',
    (given) => {
      expect(() => normaliseBaseUrl(given)).toThrow(BbbInvalidConfiguration)
    },
  )
})

describe('checksums', () => {
  it('are told apart by their length', () => {
    expect([40, 64, 96, 128, 32, 56, 0].map(algorithmOfLength)).toEqual([
      'sha1',
      'sha256',
      'sha384',
      'sha512',
      undefined,
      undefined,
      undefined,
    ])
  })
  it('are compared whole', () => {
    expect(equalInConstantTime('abc', 'abc')).toBe(true)
    for (const other of ['abd', 'xbc', 'ab', 'abcd', '']) expect(equalInConstantTime(other, 'abc')).toBe(false)
    expect(equalInConstantTime('', '')).toBe(true)
  })
  it('SIGN-7: two different calls never give the same text to sign', () => {
    const names = [...callDefinitions.keys()]
    const call = fc.constantFrom(...names).chain((name) => {
      const table = callDefinitions.get(name)?.parameters ?? {}
      const keys = Object.keys(table)
      const values = fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        fc.constantFrom('a=b&c', 'name=x', names.join('')),
      )
      const params =
        keys.length === 0
          ? fc.constant([])
          : fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), values), { selector: ([key]) => key, maxLength: 4 })
      return params.map((pairs) => ({ name, pairs }))
    })
    const seen = new Map<string, string>()
    fc.assert(
      fc.property(call, ({ name, pairs }) => {
        const text = name + buildQuery(pairs)
        const meaning = JSON.stringify([name, pairs])
        expect(seen.get(text) ?? meaning).toBe(meaning)
        seen.set(text, meaning)
      }),
      { numRuns: 10_000 },
    )
    // A name that begins another would need a parameter that begins with the rest of it.
    const parameterNames = names.flatMap((name) => Object.keys(callDefinitions.get(name)?.parameters ?? {}))
    for (const short of names) {
      for (const long of names.filter((name) => name !== short && name.startsWith(short))) {
        const rest = long.slice(short.length)
        expect(parameterNames.filter((name) => name.startsWith(rest) || rest.startsWith(name))).toEqual([])
      }
    }
  })
})

describe('signedForm', () => {
  const call = {
    callName: 'create',
    query: 'name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444',
    secret: '639259d4-9dd8-4b25-bf01-95f9567eaf4b',
    algorithm: 'sha256',
  } as const
  it.for([
    ['unsigned', '272c9555258496a3f19c5ad8f599af2a4ebec031381ff1e37b34842c42c12284'],
    ['sorted', '94ec9a89c7dc53af01537aef9f8ecbae5e95cd7f37cd4bf18101b976a4a8b097'],
    ['verbatim', 'da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e'],
  ] as const)('%s', ([form, checksum]) => {
    expect(signedForm(form, call)).toBe(`${call.query}&checksum=${checksum}`)
  })
  it('sorts by name, whatever the values are', () => {
    const sorted = signedForm('sorted', { ...call, query: 'b=1&a-x=3&a=2&B=0&a=0' })
    expect(sorted).toContain(computeChecksum('create', 'B=0&a=2&a=0&a-x=3&b=1', call.secret))
  })
})

describe('parameters', () => {
  const check = (callName: string, given: object) =>
    collectParameters(callName, callDefinitions.get(callName)?.parameters ?? {}, given)
  const room = { meetingID: 'algebra-101', name: 'Algebra' }

  it('SIGN-6: are refused with a control character, a lone surrogate or a wrong length, before anything is signed', () => {
    const bad = fc.oneof(
      fc.integer({ min: 0, max: 0x1f }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('\u007F', '\uD800', '\uDFFF', '\uD800x'),
    )
    const place = fc.constantFrom(
      ...([
        ['create', 'meetingID', room],
        ['create', 'name', room],
        ['create', 'welcome', room],
        ['create', 'attendeePW', room],
        ['create', 'logoutURL', room],
        ['join', 'fullName', { meetingID: 'm1', fullName: 'Ada', role: 'VIEWER' }],
        ['join', 'userID', { meetingID: 'm1', fullName: 'Ada', role: 'VIEWER' }],
        ['sendChatMessage', 'message', { meetingID: 'm1', message: 'x' }],
      ] as const),
    )
    fc.assert(
      fc.property(bad, fc.string({ maxLength: 20 }), place, (character, around, [callName, parameter, others]) => {
        const value = `abc${around}${character}${around}`
        expect(() => check(callName, { ...others, [parameter]: value })).toThrow(BbbInvalidRequest)
        expect(() =>
          check(callName, {
            ...others,
            ...(callName === 'create' ? { meta: { key: value } } : { userdata: { key: value } }),
          }),
        ).toThrow(BbbInvalidRequest)
      }),
      { numRuns: 10_000 },
    )
  })
  it.for([
    ['create', { ...room, meetingID: 'x' }],
    ['create', { ...room, meetingID: 'x'.repeat(257) }],
    ['create', { ...room, meetingID: 'a,b' }],
    ['create', { ...room, meetingID: '   ' }],
    ['create', { ...room, meetingID: 7 }],
    ['create', { ...room, name: 'x' }],
    ['create', { ...room, name: 'x'.repeat(65) }],
    ['create', { name: 'Algebra' }],
    ['create', { meetingID: 'm1' }],
    ['create', { ...room, record: 'true' }],
    ['create', { ...room, record: 1 }],
    ['create', { ...room, duration: -1 }],
    ['create', { ...room, duration: 1.5 }],
    ['create', { ...room, duration: '5' }],
    ['create', { ...room, duration: NaN }],
    ['create', { ...room, guestPolicy: 'always_accept' }],
    ['create', { ...room, guestPolicy: 7 }],
    ['create', { ...room, disabledFeatures: 'chat' }],
    ['create', { ...room, disabledFeatures: ['a,b'] }],
    ['create', { ...room, disabledFeatures: [''] }],
    ['create', { ...room, disabledFeatures: [7] }],
    ['create', { ...room, groups: '[]' }],
    ['create', { ...room, groups: 7 }],
    ['create', { ...room, logoutURL: 'javascript:alert(1)' }],
    ['create', { ...room, logoutURL: '/bye' }],
    ['create', { ...room, logoutURL: `https://x.org/${'x'.repeat(4096)}` }],
    ['create', { ...room, logoutURL: 7 }],
    ['create', { ...room, meta: 'x' }],
    ['create', { ...room, meta: { a_b: 'x' } }],
    ['create', { ...room, meta: { '1a': 'x' } }],
    ['create', { ...room, meta: { a: 'x', A: 'y' } }],
    ['create', { ...room, meta: { xchecksum: 'x' } }],
    ['create', { ...room, meta: { a: {} } }],
    ['create', { ...room, meta: { 'a&b': 'x' } }],
    ['create', { ...room, welcome: 'x'.repeat(65_537) }],
    ['create', { ...room, createTime: 1 }],
    ['create', { ...room, checksum: 'x' }],
    ['create', { ...room, meta_a: 'x' }],
    ['create', { ...room, constructor: 'x' }],
    ['create', { ...room, role: 'MODERATOR' }],
    ['join', { meetingID: 'm1', fullName: 'Ada', role: 'moderator' }],
    ['join', { meetingID: 'm1', fullName: 'Ada' }],
    ['join', { meetingID: 'm1', fullName: ' ', role: 'VIEWER' }],
    ['join', { meetingID: 'm1', fullName: 'x'.repeat(65), role: 'VIEWER' }],
    ['join', { meetingID: 'm1', fullName: 'Ada', role: 'VIEWER', guest: false }],
    ['join', { meetingID: 'm1', fullName: 'Ada', role: 'VIEWER', userdata: { '2fa': 'on' } }],
    ['join', { meetingID: 'm1', fullName: 'Ada', role: 'VIEWER', userdata: { 'a-b': 'on' } }],
    ['getRecordings', { limit: 0 }],
    ['getRecordings', { limit: 101 }],
    ['sendChatMessage', { meetingID: 'm1', message: 'x'.repeat(501) }],
    ['putRecordingTextTrack', { recordID: 'r', kind: 'x', lang: 'de' }],
    ['getMeetings', { meetingID: 'm1' }],
  ] as const)('are refused: %s %j', ([callName, given]) => {
    expect(() => check(callName, given)).toThrow(BbbInvalidRequest)
  })
  it('are written as BBB names them, in the order given', () => {
    const given = {
      name: 'Algebra',
      meetingID: 'x'.repeat(256),
      record: true,
      duration: 0,
      disabledFeatures: ['chat', 'polls'],
      groups: [{ id: '1' }],
      welcome: '',
      meta: { 'bbb-origin': 'x', gone: undefined, yes: true, seven: 7 },
      plugin: new Map([['a', 'b']]),
      logoutURL: 'https://x.org/',
      copyright: null,
      logo: undefined,
    }
    expect(check('create', given)).toEqual([
      ['name', 'Algebra'],
      ['meetingID', 'x'.repeat(256)],
      ['record', true],
      ['duration', 0],
      ['disabledFeatures', 'chat,polls'],
      ['groups', '[{"id":"1"}]'],
      ['welcome', ''],
      ['meta_bbb-origin', 'x'],
      ['meta_yes', 'true'],
      ['meta_seven', '7'],
      ['plugin_a', 'b'],
      ['logoutURL', 'https://x.org/'],
    ])
    expect(check('create', { meetingID: 'ab', name: 'xy' })).toHaveLength(2)
    expect(check('create', { meetingID: 'ab', name: 'x'.repeat(64), welcome: 'x'.repeat(65_536) })).toHaveLength(3)
    expect(
      check('join', { meetingID: 'm1', fullName: '李', role: 'VIEWER', guest: true, userdata: { _a1: false } }),
    ).toContainEqual(['userdata-_a1', 'false'])
    expect(check('getRecordings', { limit: 100, offset: 0 })).toEqual([
      ['limit', 100],
      ['offset', 0],
    ])
  })
  it('name the parameter and the rule, never the value', () => {
    try {
      check('create', { ...room, meta: { key: 'hunter2\n' } })
      expect.fail('should have been refused')
    } catch (error) {
      expect(error).toMatchObject({
        code: 'BBB_INVALID_REQUEST',
        parameter: 'meta.key',
        callName: 'create',
        retryable: false,
      })
      expect(JSON.stringify(error) + String(error)).not.toContain('hunter2')
    }
    expect(() => check('create', { ...room, ['hunter2 & <secret>'.repeat(9)]: 'x' })).toThrow(
      expect.objectContaining({ parameter: 'a parameter', rule: 'is not a parameter of this call' }),
    )
  })
})
