import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sharedFolder, signingVectors } from '../shared-vectors.test-support.ts'
import { computeChecksum } from './checksum.ts'
import { type ChecksumFault, diagnoseChecksum, type SignedCallToDiagnose } from './diagnose-checksum.ts'
import { signCall } from './sign-call.ts'

const secret = '639259d4-9dd8-4b25-bf01-95f9567eaf4b'
const query = 'name=Zo%C3%AB+Test%27s&meetingID=abc123&attendeePW=a%26b'
const callName = 'create'
const sum = (name: string, text: string, key: string) => computeChecksum(name, text, key, 'sha256')

const faults = (call: Partial<SignedCallToDiagnose>): ChecksumFault[] =>
  diagnoseChecksum({ callName, query, secret, ...call }).faults

describe('diagnoseChecksum', () => {
  it('finds nothing wrong with what is right', () => {
    const right = diagnoseChecksum({ callName, query, secret, checksum: sum(callName, query, secret) })
    expect(right).toEqual({ matches: true, faults: [], advice: [] })
    const url = signCall({
      baseUrl: 'https://bbb.example.org/bigbluebutton',
      callName,
      params: { name: 'Zoë' },
      secret,
    })
    expect(diagnoseChecksum({ url, secret }).matches).toBe(true)
    expect(diagnoseChecksum({ url: `${url}#x`, secret }).matches).toBe(true)
    for (const algorithm of ['sha1', 'sha384', 'sha512'] as const) {
      expect(
        diagnoseChecksum({ callName, query, secret, checksum: computeChecksum(callName, query, secret, algorithm) })
          .matches,
      ).toBe(true)
    }
  })
  const cases: [string, string, ChecksumFault[], Partial<SignedCallToDiagnose>?][] = [
    [
      'the secret here was not trimmed',
      sum(callName, query, secret),
      ['secret-has-blanks'],
      { secret: ` ${secret}\n` },
    ],
    ['the signer did not trim a line break', sum(callName, query, `${secret}\n`), ['secret-lacks-blanks']],
    ['the signer did not trim CRLF', sum(callName, query, `${secret}\r\n`), ['secret-lacks-blanks']],
    ['the signer did not trim a blank', sum(callName, query, ` ${secret}`), ['secret-lacks-blanks']],
    [
      'MD5',
      createHash('md5')
        .update(callName + query + secret)
        .digest('hex'),
      ['algorithm'],
    ],
    [
      'SHA-224',
      createHash('sha224')
        .update(callName + query + secret)
        .digest('hex'),
      ['algorithm'],
    ],
    [
      'base64',
      createHash('sha256')
        .update(callName + query + secret)
        .digest('base64'),
      ['not-a-checksum'],
    ],
    ['another call', sum('join', query, secret), ['call-name']],
    ['no call', sum('', query, secret), ['call-name']],
    ['a question mark', sum('create?', query, secret), ['call-name']],
    ['lower case', sum('getmeetings', query, secret), ['call-name'], { callName: 'getMeetings' }],
    ['the path', sum('/bigbluebutton/api/create', query, secret), ['base-address']],
    ['api/ before the call', sum('api/create', query, secret), ['base-address']],
    ['percent-encoded blanks', sum(callName, query.replaceAll('+', '%20'), secret), ['encoding']],
    ['decoded text', sum(callName, decodeURIComponent(query.replaceAll('+', ' ')), secret), ['encoding']],
    ['decoded text with plus', sum(callName, decodeURIComponent(query), secret), ['encoding']],
    ['encodeURIComponent', sum(callName, query.replaceAll('+', '%20').replaceAll('%27', "'"), secret), ['encoding']],
    [
      'lower-case escapes',
      sum(
        callName,
        query.replace(/%../g, (it) => it.toLowerCase()),
        secret,
      ),
      ['encoding'],
    ],
    ['HTML escaping', sum(callName, query.replaceAll('&', '&amp;'), secret), ['encoding']],
    ['double encoding', sum(callName, encodeURIComponent(query), secret), ['encoding']],
    ['sorted parameters', sum(callName, query.split('&').toSorted().join('&'), secret), ['parameter-order']],
    [
      'the secret first',
      createHash('sha256')
        .update(secret + callName + query)
        .digest('hex'),
      ['joining'],
    ],
    [
      'an HMAC',
      createHmac('sha256', secret)
        .update(callName + query)
        .digest('hex'),
      ['joining'],
    ],
    ['another secret', sum(callName, query, 'other'), []],
    ['a cut checksum', sum(callName, query, secret).slice(1), ['not-a-checksum']],
    ['nothing', '', ['not-a-checksum']],
    ['two faults at once', sum('join', query.replaceAll('+', '%20'), secret), ['call-name', 'encoding']],
    [
      'a blank and another call',
      sum('join', query, secret),
      ['secret-has-blanks', 'call-name'],
      { secret: `${secret} ` },
    ],
  ]
  it.for(cases)('recognises %s', ([, checksum, expected, changes]) => {
    const diagnosis = diagnoseChecksum({ callName, query, secret, checksum, ...changes })
    expect(diagnosis.faults).toEqual(expected)
    expect(diagnosis.matches).toBe(false)
    expect(diagnosis.advice).toHaveLength(expected.length)
  })
  it('reads addresses with the checksum anywhere, and with a doubled /api', () => {
    const checksum = sum(callName, query, secret)
    const base = 'https://bbb.example.org/bigbluebutton/api'
    for (const url of [
      `${base}/create?${query}&checksum=${checksum}`,
      `${base}/create?checksum=${checksum}&${query}`,
      `${base}/create?${query.replace('&', `&checksum=${checksum}&`)}`,
    ]) {
      expect(diagnoseChecksum({ url, secret }).matches).toBe(true)
    }
    expect(
      diagnoseChecksum({ url: `${base}/api/create?${query}&checksum=${sum('api/create', query, secret)}`, secret })
        .faults,
    ).toEqual(['base-address'])
    expect(diagnoseChecksum({ url: `https://x.org/create?${query}&checksum=${checksum}`, secret }).matches).toBe(true)
    expect(
      diagnoseChecksum({ url: `${base}/getMeetings?checksum=${sum('getMeetings', '', secret)}`, secret }).matches,
    ).toBe(true)
    expect(diagnoseChecksum({ url: `${base}/join?&a=1&checksum=${sum('join', '&a=1', secret)}`, secret }).matches).toBe(
      true,
    )
    expect(
      diagnoseChecksum({ url: `${base}/hooks/list?checksum=${sum('hooks/list', '', secret)}`, secret }).matches,
    ).toBe(true)
    expect(diagnoseChecksum({ url: base, secret })).toMatchObject({ matches: false, faults: ['not-a-checksum'] })
    expect(diagnoseChecksum({ secret })).toMatchObject({ matches: false, faults: ['not-a-checksum'] })
  })
  it('survives a query that cannot be decoded', () => {
    expect(faults({ query: 'a=%E0%A4', checksum: 'a'.repeat(64) })).toEqual([])
    expect(faults({ checksum: '%%%' })).toEqual(['not-a-checksum'])
    expect(faults({ checksum: sum(callName, query, secret).toUpperCase() })).toEqual([])
  })
  it('prints neither secret nor checksum', () => {
    const checksum = sum(callName, `${query} `, secret)
    const text = JSON.stringify(diagnoseChecksum({ callName, query, secret: `${secret}\n`, checksum }))
    expect(text).not.toContain(secret)
    expect(text).not.toContain(checksum)
  })
  it.skipIf(sharedFolder === undefined)('explains the negative vectors', () => {
    const explained = Object.fromEntries(
      (signingVectors.negative ?? []).map(({ why, call, query, secret, checksum }) => [
        why,
        diagnoseChecksum({ callName: call, query, secret, checksum }).faults,
      ]),
    )
    expect(explained).toEqual({
      'wrong order of concatenation (secret first)': ['joining'],
      'HMAC instead of plain hash': ['joining'],
      'checksum of decoded text': ['encoding'],
      'call name left out': ['call-name'],
      'path instead of call name': ['base-address'],
      'question mark included': ['call-name'],
      'md5: length 32 fits no algorithm': ['algorithm'],
      'sha224: length 56 fits no algorithm': ['algorithm'],
      'base64 instead of hex': ['not-a-checksum'],
      'secret with a trailing line break': ['secret-lacks-blanks'],
      'truncated checksum': ['not-a-checksum'],
    })
  })
})
