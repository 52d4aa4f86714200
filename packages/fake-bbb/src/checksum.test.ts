import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { read, SECRET, startTestBbb } from './client.test-support.ts'
import { ALL_ALGORITHMS, type ChecksumAlgorithm, judgeChecksum, withoutChecksum } from './checksum.ts'
import { hasSamples, sampleData } from './shared-samples.test-support.ts'

interface Vectors {
  readonly vectors: readonly {
    readonly id: string
    readonly call: string
    readonly secret: string
    readonly query: string
    readonly checksum: Readonly<Record<ChecksumAlgorithm, string>>
    readonly signedQuery: Readonly<Record<ChecksumAlgorithm, string>>
  }[]
  readonly placement: readonly { position: string; call: string; secret: string; sentQuery: string; valid: boolean }[]
  readonly negative: readonly { why: string; call: string; secret: string; query: string; checksum: string }[]
  readonly postBody: readonly { id: string; url: string; contentType: string; body: string }[]
}

const judge = (call: string, rawQuery: string, secret: string, checksum: string, algorithms = ALL_ALGORITHMS) =>
  judgeChecksum({ callName: call, rawQuery, checksum, secrets: [secret], algorithms })

const checksumIn = (query: string) => new URLSearchParams(query).get('checksum') ?? ''

describe.skipIf(!hasSamples)('checksums, by the vectors', () => {
  const { vectors, placement, negative, postBody } = (hasSamples ? sampleData('signing-vectors.json') : {}) as Vectors

  it('SIGN-1: accepts every vector in all four algorithms', () => {
    for (const { call, secret, signedQuery, id } of vectors) {
      for (const algorithm of ALL_ALGORITHMS) {
        const query = signedQuery[algorithm]
        expect([id, judge(call, query, secret, checksumIn(query))]).toEqual([id, 'right'])
      }
    }
    expect(vectors).toHaveLength(43)
  })

  it('finds the checksum wherever it stands, in either case', () => {
    for (const { call, secret, sentQuery } of placement) {
      expect(judge(call, sentQuery, secret, checksumIn(sentQuery))).toBe('right')
    }
  })

  it('refuses what is not a checksum of the query', () => {
    for (const { call, secret, query, checksum, why } of negative) {
      const verdict = judge(call, `${query}&checksum=${checksum}`, secret, checksum)
      expect([why, ['wrong', 'length'].includes(verdict)]).toEqual([why, true])
    }
  })

  it.each([
    ['bbb', [], { 'query-signed-empty-body': true, 'query-signed-xml-body': true, 'form-body-new': true }],
    [
      'bbb',
      ['sorted-forms'],
      { 'query-signed-empty-body': true, 'query-signed-xml-body': true, 'form-body-old': true },
    ],
    ['scalelite', [], { 'query-signed-empty-body': true, 'query-signed-xml-body': true, 'form-body-new': true }],
    ['bbblb', [], { 'query-signed-empty-body': true, 'query-signed-xml-body': true, 'form-body-bbblb': true }],
  ] as const)('judges forms as %s %j does', async (profile, quirks, accepted: Record<string, boolean>) => {
    for (const { id, url, contentType, body } of postBody) {
      await using server = await startTestBbb({ profile, quirks })
      const init = { method: 'POST', headers: { 'Content-Type': contentType }, body }
      const reply = await read(await fetch(`${server.bbb.baseUrl}api/${url}`, init))
      expect([id, reply.value('returncode')]).toEqual([id, accepted[id] ? 'SUCCESS' : 'FAILED'])
    }
  })
})

describe('checksums', () => {
  it('takes the checksum out by text replacement, damaging a like-named parameter of the same value', () => {
    expect(withoutChecksum('a=1&checksum=ab&b=2', 'ab')).toBe('a=1&b=2')
    expect(withoutChecksum('checksum=ab&b=2', 'ab')).toBe('b=2')
    expect(withoutChecksum('checksum=ab', 'ab')).toBe('')
    expect(withoutChecksum('mychecksum=ab&b=2', 'ab')).toBe('myb=2')
    expect(withoutChecksum(' a=1&checksum=ab\n', 'ab')).toBe('a=1')
  })

  it('accepts only the algorithms that the operator left on', () => {
    const of = (algorithm: ChecksumAlgorithm) => createHash(algorithm).update(`getMeetings${SECRET}`).digest('hex')
    expect(judge('getMeetings', `checksum=${of('sha512')}`, SECRET, of('sha512'), ['sha512'])).toBe('right')
    expect(judge('getMeetings', `checksum=${of('sha256')}`, SECRET, of('sha256'), ['sha512'])).toBe('length')
  })

  it('tells a missing checksum from a wrong one, and checks nothing when the secret is empty', async () => {
    await using server = await startTestBbb()
    const get = async (query: string) => read(await fetch(`${server.bbb.baseUrl}api/getMeetings${query}`))
    expect((await get('')).value('message')).toBe('You must provide the checksum')
    expect((await get(`?checksum=${'0'.repeat(64)}`)).value('message')).toBe('Checksums do not match')
    server.bbb.swapSecret('')
    expect((await get('')).value('returncode')).toBe('SUCCESS')
  })

  it('takes either of two secrets, and only the new one once they are swapped', async () => {
    await using server = await startTestBbb({ secret: [SECRET, 'previous'] })
    const ask = async (secret: string) =>
      (await read(await fetch(server.urlOf('getMeetings', {}, secret)))).value('returncode')
    expect([await ask(SECRET), await ask('previous'), await ask('neither')]).toEqual(['SUCCESS', 'SUCCESS', 'FAILED'])
    server.bbb.swapSecret('next')
    expect([await ask(SECRET), await ask('next')]).toEqual(['FAILED', 'SUCCESS'])
  })

  it('refuses a parameter that comes in the address and in a form', async () => {
    await using server = await startTestBbb()
    const init = { method: 'POST', body: new URLSearchParams({ meetingID: 'other' }) }
    expect((await server.call('isMeetingRunning', { meetingID: 'nope' }, init)).value('messageKey')).toBe(
      'checksumError',
    )
  })

  it('hashes the query as Java would write it where a version does so', async () => {
    await using server = await startTestBbb({ quirks: ['reencoded-query'] })
    const signed = async (query: string) => {
      const checksum = createHash('sha256').update(`create${query}${SECRET}`).digest('hex')
      const reply = await read(await fetch(`${server.bbb.baseUrl}api/create?${query}&checksum=${checksum}`))
      return reply.value('returncode')
    }
    expect(await signed('meetingID=one&name=Test%20Meeting')).toBe('FAILED')
    expect(await signed('meetingID=one&name=Test+Meeting')).toBe('SUCCESS')
  })
})
