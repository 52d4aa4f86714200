import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { SECRET, startTestBbb, type TestBbb } from '../client.test-support.ts'
import { startReceiver } from '../receiver.test-support.ts'
import { hasSamples, sampleData } from '../shared-samples.test-support.ts'
import { signJsonWebToken } from './json-web-token.ts'

const SECOND = 1_000

async function endWith(server: TestBbb, parameters: Record<string, string>) {
  await server.create('algebra-101', parameters)
  server.bbb.enter('algebra-101', { role: 'MODERATOR' })
  await server.call('end', { meetingID: 'algebra-101' })
  await server.bbb.settled()
}

describe('the end callback', () => {
  it('arrives twice, unsigned, with the recording marks and the meeting id', async () => {
    await using server = await startTestBbb()
    await using app = await startReceiver()
    await endWith(server, { record: 'true', meta_endCallbackUrl: `${app.url}/end?n=Zk3v` })
    expect(app.received.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'GET /end?n=Zk3v&recordingmarks=true&meetingID=algebra-101',
      'GET /end?n=Zk3v&recordingmarks=true&meetingID=algebra-101',
    ])
  })

  it('says that there are no marks when nobody pressed record', async () => {
    await using server = await startTestBbb({ moderatorsRecord: false })
    await using app = await startReceiver()
    await endWith(server, { record: 'true', meta_endCallbackUrl: `${app.url}/end` })
    expect(app.received[0]?.target).toBe('/end?recordingmarks=false&meetingID=algebra-101')
    expect(server.bbb.recordings.all()).toEqual([])
  })

  it('takes nothing but 200 from the probe, and tries again after 30, 60, 120 and 300 seconds', async () => {
    await using server = await startTestBbb()
    await using app = await startReceiver()
    app.answer = 204
    await endWith(server, { meta_endCallbackUrl: `${app.url}/end` })
    expect(app.received).toHaveLength(1)
    for (const [seconds, hits] of [
      [29, 1],
      [1, 2],
      [60, 3],
      [120, 4],
      [299, 4],
      [1, 5],
      [3600, 5],
    ] as const) {
      await server.clock.advance(seconds * SECOND)
      expect([seconds, app.received.length]).toEqual([seconds, hits])
    }
  })

  it('follows up to five redirects of the probe, and calls the address itself afterwards', async () => {
    await using server = await startTestBbb()
    await using app = await startReceiver()
    await using first = await startReceiver()
    first.answer = { status: 302, location: `${app.url}/moved` }
    await endWith(server, { meta_endCallbackUrl: `${first.url}/end` })
    expect(app.received).toHaveLength(1)
    expect(first.received).toHaveLength(2)

    await using loop = await startReceiver()
    loop.answer = { status: 302, location: `${loop.url}/again` }
    await endWith(server, { meta_endCallbackUrl: `${loop.url}/end` })
    expect(loop.received).toHaveLength(6)
  })

  it('calls meetingEndedURL as it is, and says nothing of breakout rooms', async () => {
    await using server = await startTestBbb()
    await using app = await startReceiver()
    const parent = await server.create('parent')
    await server.create('room-1763935200999', {
      isBreakout: 'true',
      parentMeetingID: parent.value('internalMeetingID') ?? '',
      meta_endCallbackUrl: `${app.url}/breakout`,
    })
    await endWith(server, { meetingEndedURL: `${app.url}/ended` })
    await server.call('end', { meetingID: 'parent' })
    await server.bbb.settled()
    expect(app.received.map(({ target }) => target)).toEqual(['/ended', '/ended'])
  })

  it('calls meta_endCallbackUrl only where a balancer puts a meetingEndedURL of its own', async () => {
    await using server = await startTestBbb({ quirks: ['own-meeting-ended-url'] })
    await using app = await startReceiver()
    await endWith(server, { meetingEndedURL: `${app.url}/ended`, meta_endCallbackUrl: `${app.url}/end` })
    expect(new Set(app.received.map(({ target }) => target))).toEqual(
      new Set(['/end?recordingmarks=false&meetingID=algebra-101']),
    )
  })

  it('stays away while callbacks are blocked, and when a meeting is forgotten', async () => {
    await using server = await startTestBbb({ callbacks: 'block' })
    await using app = await startReceiver()
    await endWith(server, { meta_endCallbackUrl: `${app.url}/end` })
    expect(app.received).toEqual([])
    expect(server.bbb.callbacks.sent).toMatchObject([{ kind: 'meeting-ended', blocked: true, status: undefined }])
    server.bbb.callbacks.blocked = false
    await server.create('algebra-101', { meta_endCallbackUrl: `${app.url}/end` })
    server.bbb.forgetMeeting('algebra-101')
    await server.bbb.settled()
    expect(app.received).toEqual([])
    await server.clock.advance(30 * SECOND)
    expect(app.received).toHaveLength(2)
  })
})

describe('the recording-ready callback', () => {
  const readyUrl = (url: string) => ({ record: 'true', 'meta_bbb-recording-ready-url': `${url}/ready` })
  const claimsOf = (body: string) => {
    const token = new URLSearchParams(body).get('signed_parameters') ?? ''
    const [header = '', claims = '', signature] = token.split('.')
    expect(createHmac('sha256', SECRET).update(`${header}.${claims}`).digest('base64url')).toBe(signature)
    return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Record<string, string>
  }

  it('is one signed form per format, sent once', async () => {
    await using server = await startTestBbb({ recordingFormats: ['presentation', 'video'] })
    await using app = await startReceiver()
    app.answer = 500
    await endWith(server, readyUrl(app.url))
    await server.clock.advance(5_999)
    expect(app.received).toEqual([])
    await server.clock.advance(1)
    await server.bbb.settled()
    expect(app.received).toHaveLength(2)
    const record_id = 'a924781796a25ae5afd3c6c97a3563ec1d9f365f-1763935200123'
    expect(claimsOf(app.received[0]!.body)).toEqual({ meeting_id: 'algebra-101', record_id })
    expect(app.received[0]).toMatchObject({ method: 'POST', target: '/ready' })
    expect(app.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    await server.clock.advance(3_600_000)
    expect(app.received).toHaveLength(2)
  })

  it('names the format where a version does so', async () => {
    await using server = await startTestBbb({ quirks: ['typed-recording-ready'] })
    await using app = await startReceiver()
    await endWith(server, readyUrl(app.url))
    await server.clock.advance(6_000)
    await server.bbb.settled()
    expect(app.received[0]?.target).toBe('/ready?type=presentation')
    expect(claimsOf(app.received[0]!.body)).toMatchObject({ type: 'presentation' })
  })

  it('tries one secret after another until it is answered 2xx', async () => {
    await using server = await startTestBbb({ secret: ['another', SECRET], profile: 'scalelite' })
    await using app = await startReceiver()
    app.answer = 401
    await endWith(server, readyUrl(app.url))
    await server.clock.advance(6_000)
    await server.bbb.settled()
    expect(app.received).toHaveLength(2)
    expect(claimsOf(app.received[1]!.body)).toMatchObject({ meeting_id: 'algebra-101' })
  })

  it.skipIf(!hasSamples)('is signed like the sample', () => {
    const { recordingReady } = sampleData('callbacks.json') as {
      recordingReady: { body: string; secret: string; claims: Record<string, string> }
    }
    const token = signJsonWebToken({ alg: 'HS256' }, recordingReady.claims, recordingReady.secret)
    expect(`signed_parameters=${token}`).toBe(recordingReady.body)
  })
})

describe('the analytics callback', () => {
  it('tells of people under a token that knows the secret and nothing else', async () => {
    await using server = await startTestBbb()
    await using app = await startReceiver()
    await endWith(server, { meetingKeepEvents: 'true', 'meta_analytics-callback-url': `${app.url}/analytics` })
    const [request] = app.received
    const [header = '', claims = '', signature] = (request?.headers.authorization ?? '')
      .replace('Bearer ', '')
      .split('.')
    expect(createHmac('sha512', SECRET).update(`${header}.${claims}`).digest('base64url')).toBe(signature)
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({ exp: 1763935200 + 86_400 })
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      version: '1.0',
      meeting_id: 'algebra-101',
      data: { metadata: { analytics_callback_url: `${app.url}/analytics` }, attendees: [{ moderator: true }] },
    })
  })

  it('is not sent for a meeting that keeps no events', async () => {
    await using server = await startTestBbb({ callbacks: 'block' })
    await endWith(server, { 'meta_analytics-callback-url': 'https://app.example.com/analytics' })
    expect(server.bbb.callbacks.sent).toEqual([])
  })
})
