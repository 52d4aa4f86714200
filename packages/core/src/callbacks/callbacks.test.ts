import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BbbCallbackRefused } from '../errors/callback-refused.ts'
import { BbbInvalidConfiguration } from '../errors/invalid-input.ts'
import * as checksum from '../protocol/checksum.ts'
import { sharedFolder, signingVectors } from '../shared-vectors.test-support.ts'
import { verifyAnalytics } from './analytics.ts'
import { readSignedParameters, verifyRecordingReady } from './recording-ready.ts'
import { verifyWebhook, type WebhookDelivery } from './webhook.ts'

const secret = '639259d4-9dd8-4b25-bf01-95f9567eaf4b'
const claims = { meeting_id: 'algebra-101', record_id: 'a924781796a25ae5afd3c6c97a3563ec1d9f365f-1763935200123' }
const expected = {
  meetingID: 'algebra-101',
  recordID: 'a924781796a25ae5afd3c6c97a3563ec1d9f365f-1763935200123',
  secretIndex: 0,
}
const nowMs = 1_763_938_800_000
const options = { now: () => nowMs }

const base64url = (value: string | Buffer) => Buffer.from(value).toString('base64url')

function sign(header: string | object, payload: string | Buffer | object, key = secret, bits = 256): string {
  const asText = (value: string | Buffer | object) =>
    typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value)
  const input = `${base64url(asText(header))}.${base64url(asText(payload))}`
  return `${input}.${createHmac(`sha${bits}`, key).update(input).digest('base64url')}`
}

const recordingReady = sign({ alg: 'HS256' }, claims)

async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    if (error instanceof BbbCallbackRefused) return error.reason
    throw error
  }
  throw new Error('This was expected to be refused.')
}

function refusalOf(delivery: WebhookDelivery): string {
  try {
    verifyWebhook(delivery)
  } catch (error) {
    if (error instanceof BbbCallbackRefused) return error.reason
    throw error
  }
  throw new Error('This was expected to be refused.')
}

describe.skipIf(sharedFolder === undefined)('callback vectors', () => {
  it.for(signingVectors.jwt ?? [])('$id', async ({ id, valid, secret, token, claims, formBody }) => {
    const isAnalytics = id.startsWith('analytics')
    const verdict = isAnalytics
      ? verifyAnalytics(`Bearer ${token}`, secret, options)
      : verifyRecordingReady(token, secret, { ...options, algorithms: ['HS256', 'HS384', 'HS512'] })
    if (!valid) await expect(verdict).rejects.toBeInstanceOf(BbbCallbackRefused)
    else if (isAnalytics) expect(await verdict).toEqual({ expiresAt: claims['exp'], secretIndex: 0 })
    else expect(await verdict).toMatchObject({ meetingID: claims['meeting_id'], recordID: claims['record_id'] })
    if (formBody !== undefined) expect(readSignedParameters('application/x-www-form-urlencoded', formBody)).toBe(token)
  })
  it.for(signingVectors.webhookCallback ?? [])(
    'webhook to $callbackURL',
    ({ callbackURL: url, rawBody: body, secret, checksum }) => {
      for (const algorithm of ['sha256', 'sha384', 'sha512'] as const) {
        const verified = verifyWebhook({ url, body, checksum: checksum[algorithm], secrets: ['other', secret] })
        expect(verified).toMatchObject({ secretIndex: 1, timestamp: 1763938812999, domain: 'bbb.example.com' })
        expect(verified.events).toMatchObject([{ id: 'meeting-ended', ts: 1763938812456 }])
        const bytes = Buffer.from(body)
        expect(verifyWebhook({ url, body: bytes, checksum: checksum[algorithm], secrets: secret }).secretIndex).toBe(0)
      }
      const weak = { url, body, checksum: checksum.sha1, secrets: secret }
      expect(refusalOf(weak)).toBe('algorithm')
      expect(refusalOf({ ...weak, dangerouslyAllowSha1: false })).toBe('algorithm')
      expect(verifyWebhook({ ...weak, dangerouslyAllowSha1: true }).events).toHaveLength(1)
    },
  )
})

describe('recording-ready', () => {
  it('gives the ids that BBB signed', async () => {
    expect(await verifyRecordingReady(recordingReady, secret)).toEqual(expected)
    const typed = sign({ alg: 'HS256', typ: 'JWT' }, { ...claims, type: 'video', more: { x: [1] } })
    expect(await verifyRecordingReady(typed, secret)).toEqual({ ...expected, type: 'video' })
  })
  it('HOOK-3: takes current and previous secrets, and no others', async () => {
    expect(await verifyRecordingReady(recordingReady, ['new one', ` ${secret}\n`])).toEqual({
      ...expected,
      secretIndex: 1,
    })
    expect(await refusal(verifyRecordingReady(recordingReady, ['new one', 'another']))).toBe('signature')
  })
  it('refuses to verify without a secret', async () => {
    for (const secrets of ['', ' \n', [], ['x', '']]) {
      await expect(verifyRecordingReady(sign({ alg: 'HS256' }, claims, ' '), secrets)).rejects.toBeInstanceOf(
        BbbInvalidConfiguration,
      )
    }
  })
  it('takes HS384 and HS512 only when they are listed', async () => {
    for (const bits of [384, 512] as const) {
      const token = sign({ alg: `HS${bits}` }, claims, secret, bits)
      expect(await refusal(verifyRecordingReady(token, secret))).toBe('algorithm')
      expect(await verifyRecordingReady(token, secret, { algorithms: [`HS${bits}`] })).toEqual(expected)
    }
  })
  it.for(['none', 'None', 'NONE', 'nOnE', 'none ', ' none', '', 'HS1', 'hs256', 'RS256', 'ES256', 'HS256 '])(
    'JWT-1: refuses alg %o',
    async (alg) => {
      expect(await refusal(verifyRecordingReady(sign({ alg }, claims), secret))).toBe('algorithm')
      const [header, payload] = sign({ alg }, claims).split('.')
      expect(await refusal(verifyRecordingReady(`${header}.${payload}.`, secret))).toBe('malformed')
    },
  )
  it('JWT-1: refuses a header without alg, or with one of another kind', async () => {
    for (const header of [{}, { alg: null }, { alg: 256 }, { alg: ['HS256'] }, { ALG: 'HS256' }]) {
      expect(await refusal(verifyRecordingReady(sign(header, claims), secret))).toBe('algorithm')
    }
  })
  it.for([{ crit: ['exp'] }, { crit: [] }, { b64: false }, { b64: true }, { crit: ['b64'], b64: false }])(
    'JWT-5: refuses %o',
    async (extra) => {
      expect(await refusal(verifyRecordingReady(sign({ alg: 'HS256', ...extra }, claims), secret))).toBe('malformed')
    },
  )
  it('JWT-4: ignores keys and addresses in the header', async () => {
    const header = {
      alg: 'HS256',
      jku: 'http://127.0.0.1:1/',
      x5u: 'http://127.0.0.1:1/',
      jwk: { kty: 'oct', k: base64url('x') },
      kid: '../x',
    }
    expect(await verifyRecordingReady(sign(header, claims), secret)).toEqual(expected)
    expect(await refusal(verifyRecordingReady(sign(header, claims, 'x'), secret))).toBe('signature')
  })
  it('JWT-6: refuses a token of another kind', async () => {
    const analytics = sign({ typ: 'JWT', alg: 'HS512' }, { exp: 1764021600 }, secret, 512)
    const algorithms = ['HS256', 'HS512'] as const
    expect(await refusal(verifyRecordingReady(analytics, secret, { ...options, algorithms }))).toBe('claims')
    for (const typ of ['at+jwt', 'dpop+jwt', 'ticket+jwt', 'jwt', null, 1]) {
      expect(await refusal(verifyRecordingReady(sign({ alg: 'HS256', typ }, claims), secret))).toBe('malformed')
    }
  })
  it('JWT-8: needs both ids as text, and respects an expiry', async () => {
    for (const wrong of [
      {},
      { meeting_id: 'a' },
      { record_id: 'b' },
      { ...claims, meeting_id: 7 },
      { ...claims, record_id: '' },
      { ...claims, record_id: null },
      { ...claims, meeting_id: 'x'.repeat(513) },
    ]) {
      expect(await refusal(verifyRecordingReady(sign({ alg: 'HS256' }, wrong), secret))).toBe('claims')
    }
    expect(
      (await verifyRecordingReady(sign({ alg: 'HS256' }, { ...claims, meeting_id: 'x'.repeat(512), type: 7 }), secret))
        .type,
    ).toBeUndefined()
    const withExp = (exp: unknown) => verifyRecordingReady(sign({ alg: 'HS256' }, { ...claims, exp }), secret, options)
    expect(await withExp(nowMs / 1000 + 1)).toEqual(expected)
    expect(await refusal(withExp(nowMs / 1000))).toBe('expired')
    for (const exp of ['1e9', 1.5, null, '']) expect(await refusal(withExp(exp))).toBe('claims')
    expect(await verifyRecordingReady(sign({ alg: 'HS256' }, { ...claims, exp: 99_999_999_999 }), secret)).toEqual(
      expected,
    )
  })
  it('JWT-9: refuses every change of its text', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.+/ \n'
    await fc.assert(
      fc.asyncProperty(
        fc.nat(recordingReady.length),
        fc.constantFrom(...alphabet.split('')),
        fc.constantFrom('put', 'replace', 'drop'),
        async (at, character, change) => {
          const rest = recordingReady.slice(change === 'put' ? at : at + 1)
          const mutated = recordingReady.slice(0, at) + (change === 'drop' ? '' : character) + rest
          if (mutated === recordingReady) return
          await expect(verifyRecordingReady(mutated, secret)).rejects.toBeInstanceOf(BbbCallbackRefused)
        },
      ),
      { numRuns: 2_000 },
    )
    const last = recordingReady.at(-1) ?? ''
    for (const other of alphabet.slice(0, 64)) {
      if (other === last) continue
      expect(['malformed', 'signature']).toContain(
        await refusal(verifyRecordingReady(recordingReady.slice(0, -1) + other, secret)),
      )
    }
  })
  it('JWT-10: refuses a member that comes twice, in header and payload', async () => {
    expect(await refusal(verifyRecordingReady(sign('{"alg":"HS256","alg":"HS256"}', claims), secret))).toBe('malformed')
    expect(
      await refusal(
        verifyRecordingReady(sign({ alg: 'HS256' }, '{"meeting_id":"a","meeting_id":"b","record_id":"c"}'), secret),
      ),
    ).toBe('malformed')
    expect(
      await refusal(
        verifyRecordingReady(sign({ alg: 'HS256' }, '{"meeting_id":"a","record_id":"c","x":{"y":1,"y":2}}'), secret),
      ),
    ).toBe('malformed')
    const tricky = '{"meeting_id":"a:\\":{b","record_id":"c\\\\","x":[{"y":"::"},null,1]}'
    expect(await verifyRecordingReady(sign({ alg: 'HS256' }, tricky), secret)).toMatchObject({
      meetingID: 'a:":{b',
      recordID: 'c\\',
    })
  })
  it('JWT-11: refuses a huge token before it is decoded', async () => {
    const startedMs = performance.now()
    expect(await refusal(verifyRecordingReady('a'.repeat(1024 * 1024), secret))).toBe('too-large')
    expect(performance.now() - startedMs).toBeLessThan(5)
    const fill = (length: number) => sign({ alg: 'HS256' }, { ...claims, x: 'x'.repeat(length) })
    const short = fill(0).length
    const room = Math.floor(((4096 - short) * 3) / 4)
    expect(await verifyRecordingReady(fill(room - 2), secret)).toEqual(expected)
    expect(await refusal(verifyRecordingReady(fill(room + 3), secret))).toBe('too-large')
  })
  it('JWT-12: refuses bytes that are no UTF-8, a mark, and what is no object', async () => {
    const payloads = [
      Buffer.from([0x7b, 0xff, 0x7d]),
      Buffer.from(`\uFEFF${JSON.stringify(claims)}`),
      '[]',
      '"x"',
      'null',
      '7',
      '',
      '{',
    ]
    for (const payload of payloads) {
      expect(await refusal(verifyRecordingReady(sign({ alg: 'HS256' }, payload), secret))).toBe('malformed')
    }
    const withProto = `{"__proto__":{"meeting_id":"x"},"record_id":"r"}`
    expect(await refusal(verifyRecordingReady(sign({ alg: 'HS256' }, withProto), secret))).toBe('claims')
  })
  it('JWT-13: refuses five parts, JSON and what is no text', async () => {
    for (const token of [
      `${recordingReady}.a.b`,
      '{"payload":"x"}',
      'a.b',
      `${recordingReady} `,
      `\n${recordingReady}`,
    ]) {
      expect(await refusal(verifyRecordingReady(token, secret))).toBe('malformed')
    }
    for (const token of [undefined, null, '', 7, {}, [recordingReady]])
      expect(await refusal(verifyRecordingReady(token, secret))).toBe('missing')
  })
  it('is taken from a form or from JSON, once', () => {
    expect(readSignedParameters('application/x-www-form-urlencoded', 'a=b&signed_parameters=x.y.z')).toBe('x.y.z')
    expect(readSignedParameters(undefined, 'signed_parameters=x.y.z')).toBe('x.y.z')
    expect(readSignedParameters('application/json; charset=utf-8', '{"signed_parameters":"x.y.z"}')).toBe('x.y.z')
    expect(
      readSignedParameters('application/json', '{"signed_parameters":"a","signed_parameters":"b"}'),
    ).toBeUndefined()
    expect(readSignedParameters('application/json', '{"signed_parameters":7}')).toBeUndefined()
    expect(readSignedParameters('application/json', 'signed_parameters=a')).toBeUndefined()
    expect(readSignedParameters('application/jsonx', 'signed_parameters=a')).toBe('a')
    expect(readSignedParameters('text/x application/json', 'signed_parameters=a')).toBe('a')
    expect(readSignedParameters('', 'signed_parameters=a&signed_parameters=b')).toBeUndefined()
    expect(readSignedParameters('', 'other=a')).toBeUndefined()
  })
})

describe('the analytics token', () => {
  const exp = nowMs / 1000 + 86_400
  const token = (payload: object, bits = 512, header: object = { typ: 'JWT', alg: `HS${bits}` }) =>
    `Bearer ${sign(header, payload, secret, bits)}`

  it('proves the secret until it expires', async () => {
    expect(await verifyAnalytics(token({ exp }), ['new', secret], options)).toEqual({ expiresAt: exp, secretIndex: 1 })
    expect(await refusal(verifyAnalytics(token({ exp: nowMs / 1000 }), secret, options))).toBe('expired')
    expect(await refusal(verifyAnalytics(token({}), secret, options))).toBe('claims')
    expect(await refusal(verifyAnalytics(token({ exp: '9999999999' }), secret, options))).toBe('claims')
    expect(await verifyAnalytics(token({ exp: 99_999_999_999 }), secret)).toMatchObject({ secretIndex: 0 })
  })
  it('JWT-6: is not any other token', async () => {
    expect(await refusal(verifyAnalytics(token({ exp, ...claims }), secret, options))).toBe('claims')
    expect(await refusal(verifyAnalytics(token({ exp, record_id: 'x' }), secret, options))).toBe('claims')
    expect(await refusal(verifyAnalytics(token({ exp, meeting_id: 'x' }), secret, options))).toBe('claims')
    expect(await refusal(verifyAnalytics(token({ exp }, 256), secret, options))).toBe('algorithm')
    expect(await verifyAnalytics(token({ exp }, 256), secret, { ...options, algorithms: ['HS256'] })).toMatchObject({
      expiresAt: exp,
    })
  })
  it('must be a bearer token', async () => {
    const right = token({ exp })
    expect(await verifyAnalytics(right.replace('Bearer', 'bearer  '), secret, options)).toMatchObject({
      expiresAt: exp,
    })
    for (const header of [
      undefined,
      null,
      '',
      'Bearer',
      'Bearer ',
      right.slice(7),
      `Basic ${right.slice(7)}`,
      `${right} x`,
      `x ${right}`,
      7,
    ]) {
      expect(await refusal(verifyAnalytics(header, secret, options))).toBe('missing')
    }
  })
})

describe('a webhook', () => {
  const url = 'https://app.example.com/hook?room=1'
  const event = {
    data: {
      type: 'event',
      id: 'meeting-ended',
      attributes: { meeting: { 'internal-meeting-id': 'i-1', 'external-meeting-id': 'algebra-101' } },
      event: { ts: 1 },
    },
  }
  const bodyOf = (events: unknown) =>
    `domain=bbb.example.com&event=${encodeURIComponent(JSON.stringify(events))}&timestamp=1763938812999`
  const body = bodyOf([event])
  const delivery = (changes: Partial<WebhookDelivery> = {}): WebhookDelivery => ({
    url,
    body,
    checksum: checksum.computeChecksumOfBytes(url, Buffer.from(String(changes.body ?? body)), secret, 'sha256'),
    secrets: secret,
    ...changes,
  })

  it('HOOK-5: is verified over the registered address and the raw body', () => {
    expect(verifyWebhook(delivery()).events).toEqual([
      {
        id: 'meeting-ended',
        internalMeetingID: 'i-1',
        externalMeetingID: 'algebra-101',
        attributes: event.data.attributes,
        ts: 1,
      },
    ])
    const right = delivery().checksum
    expect(refusalOf(delivery({ url: 'https://internal:8080/hook?room=1' }))).toBe('checksum')
    expect(
      refusalOf(delivery({ body: new URLSearchParams(body).toString().replace('%5B', '%5b'), checksum: right })),
    ).toBe('checksum')
    expect(refusalOf(delivery({ body: `${body}&x=1`, checksum: right }))).toBe('checksum')
    expect(refusalOf(delivery({ secrets: 'other' }))).toBe('checksum')
  })
  it('HOOK-5: covers bytes, not what they decode to', () => {
    const bytes = Buffer.concat([
      Buffer.from(`event=${encodeURIComponent(JSON.stringify(event))}&x=`),
      Buffer.from([0xff]),
    ])
    const right = checksum.computeChecksumOfBytes(url, bytes, secret, 'sha512')
    expect(verifyWebhook({ url, body: bytes, checksum: right, secrets: secret }).events).toHaveLength(1)
    expect(refusalOf({ url, body: bytes.toString('utf8'), checksum: right, secrets: secret })).toBe('checksum')
  })
  it('HOOK-6: has a checksum of a length that is allowed, in lower case', () => {
    expect(refusalOf(delivery({ checksum: undefined }))).toBe('missing')
    expect(refusalOf(delivery({ checksum: null }))).toBe('missing')
    expect(refusalOf(delivery({ checksum: '' }))).toBe('missing')
    expect(refusalOf(delivery({ checksum: 'ab' }))).toBe('algorithm')
    expect(refusalOf(delivery({ checksum: delivery().checksum?.toUpperCase() }))).toBe('checksum')
    expect(refusalOf(delivery({ checksum: delivery().checksum?.slice(0, 40) }))).toBe('algorithm')
  })
  it('HOOK-7: takes the secret as a bearer only where that is asked for', () => {
    const bearer = { url, body, secrets: ['new', secret], authorization: `Bearer ${secret}` }
    expect(refusalOf(bearer)).toBe('not-allowed')
    expect(verifyWebhook({ ...bearer, dangerouslyAllowBearer: true })).toMatchObject({
      secretIndex: 1,
      timestamp: 1763938812999,
    })
    expect(refusalOf({ ...bearer, dangerouslyAllowBearer: true, authorization: 'Bearer x' })).toBe('checksum')
    expect(refusalOf({ ...bearer, dangerouslyAllowBearer: true, authorization: secret })).toBe('checksum')
    expect(refusalOf({ ...bearer, dangerouslyAllowBearer: true, authorization: '' })).toBe('missing')
    expect(refusalOf({ ...bearer, dangerouslyAllowBearer: true, authorization: null })).toBe('missing')
    // A checksum that is there has to be right, whatever else is sent.
    expect(refusalOf({ ...bearer, dangerouslyAllowBearer: true, checksum: 'a'.repeat(64) })).toBe('checksum')
  })
  it('HOOK-14: may be of any age', () => {
    expect(verifyWebhook(delivery({ body: bodyOf([event]).replace('1763938812999', '1') })).timestamp).toBe(1)
  })
  it('is bounded', () => {
    const long = `event=${encodeURIComponent(JSON.stringify(event))}&x=`
    expect(refusalOf(delivery({ body: long.padEnd(1024 * 1024 + 1, 'x') }))).toBe('too-large')
    expect(verifyWebhook(delivery({ body: long.padEnd(1024 * 1024, 'x') })).events).toHaveLength(1)
  })
  it('may hold several events, or one alone, with parts missing', () => {
    expect(verifyWebhook(delivery({ body: bodyOf([event, { data: { id: 'x' } }]) })).events).toEqual([
      expect.objectContaining({ id: 'meeting-ended' }),
      { id: 'x', attributes: {} },
    ])
    const bare = verifyWebhook(
      delivery({
        body: `event=${encodeURIComponent(JSON.stringify({ data: { id: 'x', attributes: { meeting: { 'internal-meeting-id': '' } }, event: { ts: '1' } } }))}`,
      }),
    )
    expect(bare).toEqual({
      events: [{ id: 'x', attributes: { meeting: { 'internal-meeting-id': '' } } }],
      secretIndex: 0,
    })
  })
  it('is malformed when it holds no events', () => {
    for (const text of [
      '',
      'event=',
      'event={',
      'event=7',
      'event=null',
      'event=[]x',
      'event=[7]',
      'event=[{"data":{}}]',
      'event=[{"data":[]}]',
      'event=[{"data":{"id":7}}]',
      'event=[null]',
    ]) {
      expect(refusalOf(delivery({ body: text }))).toBe('malformed')
    }
    expect(verifyWebhook(delivery({ body: 'event=[]' })).events).toEqual([])
    expect(verifyWebhook(delivery({ body: 'event=[]&timestamp=1.5' }))).not.toHaveProperty('timestamp')
    expect(refusalOf(delivery({ body: 'event=[{"__proto__":{"data":{"id":"x"}}}]' }))).toBe('malformed')
  })
})
