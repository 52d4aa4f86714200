import { describe, expect, it } from 'vitest'
import { signingVectors, sharedFolder } from '../shared-vectors.test-support.ts'
import { type ChecksumAlgorithm, computeChecksum, computeInternalMeetingID } from './checksum.ts'
import { buildQuery } from './query-string.ts'
import { signCall } from './sign-call.ts'

describe('computeChecksum', () => {
  it("gives the checksum of BBB's documentation", () => {
    const query = 'name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444'
    expect(computeChecksum('create', query, '639259d4-9dd8-4b25-bf01-95f9567eaf4b', 'sha1')).toBe(
      '1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17',
    )
  })
  it('SIGN-4: takes SHA-256 unless told otherwise', () => {
    expect(computeChecksum('getMeetings', '', 'x')).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe.skipIf(sharedFolder === undefined)('signing vectors', () => {
  const { vectors = [], internalMeetingID, negative = [] } = signingVectors

  it('are all here', () => expect(vectors).toHaveLength(43))
  it.for(vectors)('$id has the checksums of all four algorithms', ({ call, query, secret, checksum }) => {
    for (const algorithm of Object.keys(checksum) as ChecksumAlgorithm[]) {
      expect(computeChecksum(call, query, secret, algorithm)).toBe(checksum[algorithm])
    }
  })
  it.for(vectors.filter(({ encoding, id }) => encoding === 'form' && id !== 'leading-ampersand'))(
    '$id is written as the vector says',
    ({ call, params, query, secret, signedQuery }) => {
      expect(buildQuery(params)).toBe(query)
      const url = signCall({ baseUrl: 'https://bbb.example.org/b', callName: call, params, secret })
      expect(url).toBe(`https://bbb.example.org/b/api/${call}?${signedQuery.sha256}`)
      expect(new URL(url).href).toBe(url)
    },
  )
  it.for(negative)('$why gives another checksum', ({ call, query, secret, checksum }) => {
    for (const algorithm of ['sha1', 'sha256', 'sha384', 'sha512'] as const) {
      expect(computeChecksum(call, query, secret, algorithm)).not.toBe(checksum)
    }
  })
  it('has the internal meeting ids that computeInternalMeetingID gives', () => {
    for (const sample of internalMeetingID?.samples ?? []) {
      expect(computeInternalMeetingID(sample.meetingID, sample.createTime)).toBe(sample.internalMeetingID)
    }
  })
})
