import { createSelfSignedCertificate, type Fault } from '@bbb-room/fake-bbb'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'
import { failureOf, secret, startPair } from './client.test-support.ts'
import { createBbbClient } from './create-bbb-client.ts'

const room = { meetingID: 'algebra-101', name: 'Algebra' }

describe('a read that fails', () => {
  const cases: [Fault, object][] = [
    [{ kind: 'reset' }, { code: 'BBB_UNREACHABLE', kind: 'temporary', retryable: true }],
    [{ kind: 'html' }, { code: 'BBB_RESPONSE_UNREADABLE', reason: 'html', httpStatus: 200 }],
    [{ kind: 'empty' }, { code: 'BBB_RESPONSE_UNREADABLE', reason: 'empty' }],
    [
      { kind: 'cut', atByte: 60 },
      { code: 'BBB_RESPONSE_UNREADABLE', reason: 'cut-off' },
    ],
    [
      { kind: 'cut', atByte: 60, cleanly: true },
      { code: 'BBB_RESPONSE_UNREADABLE', reason: 'malformed' },
    ],
    [
      { kind: 'status', status: 404 },
      { code: 'BBB_RESPONSE_UNREADABLE', retryable: false, httpStatus: 404 },
    ],
    [
      { kind: 'status', status: 500 },
      { code: 'BBB_RESPONSE_UNREADABLE', retryable: true, httpStatus: 500 },
    ],
    [
      { kind: 'status', status: 502 },
      { code: 'BBB_RESPONSE_UNREADABLE', retryable: true, httpStatus: 502 },
    ],
    [
      { kind: 'status', status: 503, retryAfter: 7 },
      { retryable: true, retryAfterSeconds: 7 },
    ],
    [
      { kind: 'status', status: 429, retryAfter: 9 },
      { code: 'BBB_RATE_LIMITED', retryAfterSeconds: 9 },
    ],
    [
      { kind: 'failed', messageKey: 'internalError' },
      { code: 'BBB_CALL_FAILED', kind: 'temporary', retryable: true },
    ],
    [
      { kind: 'failed', messageKey: 'somethingNew' },
      { code: 'BBB_CALL_FAILED', kind: 'other', retryable: false },
    ],
    [{ kind: 'checksumError' }, { code: 'BBB_SECRET_REFUSED', kind: 'auth' }],
    [
      { kind: 'answerForAnother', meetingID: 'other' },
      { code: 'BBB_RESPONSE_UNREADABLE', reason: 'other-meeting' },
    ],
    [
      {
        kind: 'body',
        body: '<response><returncode>SUCCESS</returncode><meetingID>algebra-101</meetingID></response>',
        status: 500,
      },
      { reason: 'contradiction' },
    ],
  ]
  it.for(cases)('%o is named', async ([fault, expected]) => {
    const { fake, bbb } = await startPair()
    await bbb.createClassroom(room)
    fake.faults.always('getMeetingInfo', fault)
    expect(await failureOf(bbb.getMeetingInfo(room.meetingID))).toMatchObject({
      callName: 'getMeetingInfo',
      ...expected,
    })
  })

  it('R-7: is tried three times in all, and then given up', async () => {
    const { fake, bbb } = await startPair()
    fake.faults.always('isMeetingRunning', { kind: 'status', status: 502 })
    await failureOf(bbb.isMeetingRunning('algebra-101'))
    expect(fake.journal.count('isMeetingRunning')).toBe(3)
  })

  it('succeeds when the second try does', async () => {
    const { fake, bbb } = await startPair()
    fake.faults.next('isMeetingRunning', { kind: 'reset' })
    expect(await bbb.isMeetingRunning('algebra-101')).toBe(false)
  })

  it('R-11: spends no more than a fifth of the calls on retries', async () => {
    const { fake, bbb } = await startPair()
    let calls = 0
    for (let i = 0; i < 100; i++) {
      if (i % 2 === 0) fake.faults.next('isMeetingRunning', { kind: 'failed', messageKey: 'internalError' })
      calls++
      await bbb.isMeetingRunning('algebra-101').catch(() => undefined)
    }
    expect(fake.journal.count('isMeetingRunning')).toBeLessThanOrEqual(calls * 1.2 + 3)
    expect(fake.journal.count('isMeetingRunning')).toBeGreaterThan(calls * 1.1)
  })

  it('R-8: is not repeated before the time that a 429 named', async () => {
    const { fake, bbb } = await startPair()
    fake.faults.next('*', { kind: 'status', status: 429, retryAfter: 30 })
    expect(await failureOf(bbb.isMeetingRunning('algebra-101'))).toMatchObject({ code: 'BBB_RATE_LIMITED' })
    const later = await failureOf(bbb.isMeetingRunning('algebra-101'))
    expect(later).toMatchObject({ code: 'BBB_RATE_LIMITED', retryAfterSeconds: 30 })
    expect(fake.journal.entries).toHaveLength(1)
  })

  it('waits for the time that a 429 named when its own time allows', async () => {
    const { fake, bbb } = await startPair()
    fake.faults.next('*', { kind: 'status', status: 429, retryAfter: 0 })
    expect(await bbb.isMeetingRunning('algebra-101')).toBe(false)
    const [first, second] = fake.journal.entries
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990)
  })
})

describe('the deadline', () => {
  it('R-2: ends a call that is never answered', async () => {
    const { fake, bbb } = await startPair({}, { timeoutMs: 100 })
    fake.faults.always('*', { kind: 'hang' })
    const startedMs = performance.now()
    expect(await failureOf(bbb.getMeetingInfo('algebra-101'))).toMatchObject({ code: 'BBB_TIMEOUT', retryable: true })
    expect(performance.now() - startedMs).toBeLessThan(600)
  })
  it('R-4: covers the whole answer, not only its first byte', async () => {
    const { fake, bbb } = await startPair({}, { timeoutMs: 200 })
    fake.faults.always('*', { kind: 'drip', everyMs: 20, bytes: 1 })
    expect(await failureOf(bbb.isMeetingRunning('algebra-101'))).toMatchObject({ code: 'BBB_TIMEOUT' })
  })
  it("gives way to the caller's signal, before and during the call", async () => {
    const { fake, bbb } = await startPair()
    fake.faults.always('*', { kind: 'hang' })
    const caller = new AbortController()
    const { signal } = caller
    const call = failureOf(bbb.isMeetingRunning('algebra-101', { signal }))
    await vi.waitFor(() => expect(fake.journal.entries).toHaveLength(1), 10_000)
    caller.abort()
    expect(await call).toMatchObject({ code: 'BBB_ABORTED' })
    expect(await failureOf(bbb.isMeetingRunning('algebra-101', { signal }))).toMatchObject({ code: 'BBB_ABORTED' })
    expect(fake.journal.entries).toHaveLength(1)
  })
  it('covers the wait for a turn', async () => {
    const { fake, bbb } = await startPair({}, { maxConcurrentCalls: 1 })
    fake.faults.next('*', { kind: 'delay', ms: 400 })
    const first = bbb.isMeetingRunning('algebra-101')
    expect(await failureOf(bbb.isMeetingRunning('algebra-101', { timeoutMs: 100 }))).toMatchObject({
      code: 'BBB_TIMEOUT',
    })
    expect(await first).toBe(false)
    expect(fake.journal.entries).toHaveLength(1)
  })
})

describe('the queue', () => {
  it('DOS-3: holds so many calls and no more, and nothing is sent of those beyond', async () => {
    const { fake, bbb } = await startPair({}, { maxConcurrentCalls: 2, maxWaitingCalls: 3 })
    fake.faults.always('create', { kind: 'delay', ms: 100 })
    const create = (n: number) => bbb.create({ meetingID: `m-${n}`, name: 'Maths' })
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        create(n).then(
          () => 'made',
          (error: unknown) => (error as { code: string }).code,
        ),
      ),
    )
    expect(outcomes).toEqual([...Array<string>(5).fill('made'), ...Array<string>(3).fill('BBB_RATE_LIMITED')])
    expect(fake.journal.count('create')).toBe(5)
    await create(9)
  })
})

describe('the circuit breaker', () => {
  it('R-1: refuses at once after five failures, and lets one call through when the time has come', async () => {
    let nowMs = 1_000_000
    const { fake, bbb } = await startPair({}, { now: () => nowMs })
    fake.faults.always('*', { kind: 'reset' })
    for (let i = 0; i < 3; i++) await failureOf(bbb.isMeetingRunning('algebra-101'))
    const seen = fake.journal.entries.length
    const refused = await failureOf(bbb.isMeetingRunning('algebra-101'))
    expect(refused).toMatchObject({ code: 'BBB_CIRCUIT_OPEN', retryable: true, retryAfterSeconds: 5 })
    expect(fake.journal.entries).toHaveLength(seen)
    fake.faults.clear()
    nowMs += 5_000
    expect(await bbb.isMeetingRunning('algebra-101')).toBe(false)
    expect(await bbb.isMeetingRunning('algebra-101')).toBe(false)
  })
})

describe('createClassroom', () => {
  it.for<Fault>([
    { kind: 'reset', effect: 'done' },
    { kind: 'cut', atByte: 80 },
    { kind: 'status', status: 504, effect: 'done' },
    { kind: 'empty', effect: 'done' },
    { kind: 'failed', messageKey: 'internalError', effect: 'done' },
  ])('R-3: looks before it repeats when the answer is lost: %o', async (fault) => {
    const { fake, bbb } = await startPair()
    fake.faults.next('create', fault)
    const { meeting } = await bbb.createClassroom(room)
    expect(meeting.createTime).toBe((await bbb.getMeetingInfo(room.meetingID))?.createTime)
    expect(fake.journal.count('create')).toBe(1)
  })
  it('R-3: asks when the time of the attempt is over, within the time of the call', async () => {
    const { fake, bbb } = await startPair({}, { timeoutMs: 600 })
    fake.faults.next('create', { kind: 'hang', effect: 'done' })
    expect((await bbb.createClassroom(room)).meeting.meetingID).toBe(room.meetingID)
    expect(fake.journal.count('create')).toBe(1)
  })
  it('repeats when the call never arrived', async () => {
    const { fake, bbb } = await startPair()
    fake.faults.next('create', { kind: 'reset' })
    expect(await bbb.createClassroom(room)).toMatchObject({ created: true })
    expect(fake.journal.count('create')).toBe(2)
  })
  it('gives up with the reason when nothing helps', async () => {
    const { fake, bbb } = await startPair()
    fake.faults.always('create', { kind: 'failed', messageKey: 'internalError' })
    expect(await failureOf(bbb.createClassroom(room))).toMatchObject({ messageKey: 'internalError' })
    expect(fake.journal.count('create')).toBe(2)
  })
  it('does not repeat what BBB refused', async () => {
    const { fake, bbb } = await startPair()
    fake.faults.always('create', { kind: 'failed', messageKey: 'validationError' })
    expect(await failureOf(bbb.createClassroom(room))).toMatchObject({ kind: 'invalidRequest' })
    expect(fake.journal.count('create')).toBe(1)
  })
  it('R-16: waits for a meeting that has ended but is remembered', async () => {
    const { fake, bbb } = await startPair()
    const body = (ended: boolean) =>
      `<response><returncode>SUCCESS</returncode><meetingID>algebra-101</meetingID><internalMeetingID>a-1</internalMeetingID><createTime>1</createTime><hasBeenForciblyEnded>${ended}</hasBeenForciblyEnded><messageKey>duplicateWarning</messageKey></response>`
    fake.faults.next('create', { kind: 'body', body: body(true) })
    const { created, meeting } = await bbb.createClassroom(room)
    expect(created).toBe(true)
    expect(meeting.createTime).toBeGreaterThan(1)
    fake.faults.always('create', { kind: 'body', body: body(true) })
    const failure = await failureOf(bbb.createClassroom(room, { timeoutMs: 300 }))
    expect(failure).toMatchObject({ kind: 'ended', messageKey: 'meetingForciblyEnded', messageIsForPeople: true })
  })
  it('R-16: finds the ended meeting behind idNotUnique, and waits for it too', async () => {
    const { fake, bbb } = await startPair()
    fake.faults.next('create', { kind: 'failed', messageKey: 'idNotUnique' })
    expect(await bbb.createClassroom(room)).toMatchObject({ created: true })
  })
  it('sends documents as XML without a charset, and settings beside them', async () => {
    const { fake, bbb } = await startPair({ quirks: ['no-charset'] })
    await bbb.createClassroom(room, {
      presentations: [
        { url: 'https://files.example.com/a.pdf?x=1&y="2"', filename: 'Ä & <1>.pdf', current: true },
        { content: Buffer.from('hello'), filename: 'b.txt', downloadable: true, removable: false },
      ],
      clientSettingsOverride: { public: { app: { appName: '<X>' } } },
    })
    const [entry] = fake.journal.of('create')
    expect(entry?.headers['content-type']).toBe('application/xml')
    expect(entry?.method).toBe('POST')
    const documents = fake.meetings.get(room.meetingID)?.documents
    expect(documents).toHaveLength(2)
    await bbb.insertDocument(room.meetingID, [{ url: 'https://files.example.com/c.pdf', filename: 'c.pdf' }])
    expect(await failureOf(bbb.insertDocument(room.meetingID, []))).toMatchObject({ parameter: 'documents' })
    expect(
      await failureOf(bbb.insertDocument('nowhere', [{ url: 'https://f.example.com/c.pdf', filename: 'c.pdf' }])),
    ).toMatchObject({ kind: 'notFound' })
  })
  it.for([
    ['unsigned', {}],
    ['sorted', { quirks: ['sorted-forms'] as const }],
    ['verbatim', { profile: 'bbblb' as const }],
  ] as const)('SIGN-12: sends the parameters as a form, %s, and nothing in the address', async ([form, server]) => {
    const { fake, bbb } = await startPair(server)
    await bbb.createClassroom({ ...room, welcome: 'ä'.repeat(3000) }, { dangerouslySendAsForm: form })
    const [entry] = fake.journal.of('create')
    expect(entry).toMatchObject({ method: 'POST', rawQuery: '' })
    const presentations = [{ url: 'https://f.example.com/c.pdf', filename: 'c.pdf' }]
    const both = bbb.create(room, { dangerouslySendAsForm: form, presentations })
    expect(await failureOf(both)).toMatchObject({ code: 'BBB_INVALID_REQUEST' })
  })
})

describe('writes', () => {
  it.for<Fault>([{ kind: 'reset' }, { kind: 'status', status: 502 }, { kind: 'failed', messageKey: 'internalError' }])(
    'are not repeated: %o',
    async (fault) => {
      const { fake, bbb } = await startPair()
      const { recordID } = fake.recordings.add({ meetingID: 'algebra-101' })
      fake.faults.always('*', fault)
      for (const [call, write] of [
        ['end', () => bbb.endMeeting('algebra-101')],
        ['deleteRecordings', () => bbb.deleteRecording(recordID)],
        ['publishRecordings', () => bbb.unpublishRecording(recordID)],
      ] as const) {
        await failureOf(write())
        expect(fake.journal.count(call)).toBe(1)
      }
    },
  )
  it('say that a change does not show when BBB only pretends', async () => {
    const { fake, bbb } = await startPair()
    const { recordID } = fake.recordings.add({ meetingID: 'algebra-101' })
    fake.faults.always('deleteRecordings', { kind: 'pretend' })
    fake.faults.always('publishRecordings', { kind: 'pretend' })
    expect(await bbb.deleteRecording(recordID, { timeoutMs: 300 })).toMatchObject({ confirmed: false })
    const change = await bbb.unpublishRecording(recordID, { timeoutMs: 300 })
    expect(change).toMatchObject({ confirmed: false, recording: { published: true } })
  })
  it('wait for a change that takes a moment', async () => {
    const { fake, bbb } = await startPair({ recordingChangeDelayMs: 200 })
    const { recordID } = fake.recordings.add({ meetingID: 'algebra-101' })
    expect(await bbb.unpublishRecording(recordID)).toMatchObject({ confirmed: true, recording: { published: false } })
  })
  it('say that a meeting still lives when BBB only pretends to end it', async () => {
    const { fake, bbb } = await startPair()
    await bbb.createClassroom(room)
    fake.faults.always('end', { kind: 'pretend' })
    expect(await bbb.endMeeting(room.meetingID, { timeoutMs: 300 })).toEqual({ wasOpen: true, confirmed: false })
  })
})

describe('listRecordings', () => {
  it('gives each recording once when the server repeats them', async () => {
    const { fake, bbb } = await startPair()
    for (let i = 0; i < 120; i++)
      fake.recordings.add({ meetingID: `room-${i}`, recordID: `${String(i).padStart(40, 'a')}-1763935200123` })
    fake.faults.always('getRecordings', { kind: 'duplicates' })
    const ids = []
    for await (const { recordID } of bbb.listRecordings()) ids.push(recordID)
    expect(ids).toHaveLength(120)
    expect(new Set(ids).size).toBe(120)
  })
  it('follows pages to the end', async () => {
    const { fake, bbb } = await startPair()
    for (let i = 0; i < 300; i++)
      fake.recordings.add({ meetingID: 'algebra-101', recordID: `${String(i).padStart(40, 'a')}-1763935200123` })
    const ids = []
    for await (const { recordID } of bbb.listRecordings({ meetingIDs: ['algebra-101'] })) ids.push(recordID)
    expect(ids).toHaveLength(300)
  })
  it('hides nothing that breaks in the middle', async () => {
    const { fake, bbb } = await startPair()
    for (let i = 0; i < 150; i++)
      fake.recordings.add({ meetingID: 'algebra-101', recordID: `${String(i).padStart(40, 'a')}-1763935200123` })
    const iterator = bbb.listRecordings({ meetingIDs: ['algebra-101'] })[Symbol.asyncIterator]()
    for (let i = 0; i < 100; i++) await iterator.next()
    fake.faults.always('getRecordings', { kind: 'cut', atByte: 200, cleanly: true })
    expect(await failureOf(iterator.next())).toBeInstanceOf(BbbResponseUnreadable)
  })
})

describe('text tracks, chat, hooks and sessions', () => {
  it('uploads captions as multipart and lists them', async () => {
    const { fake, bbb } = await startPair()
    const { recordID } = fake.recordings.add({ meetingID: 'algebra-101' })
    expect(await bbb.getRecordingTextTracks(recordID)).toEqual([])
    const track = { recordID, kind: 'captions', lang: 'pt-BR', label: 'Português <&>' } as const
    expect(await bbb.putRecordingTextTrack(track, { content: 'WEBVTT\n' })).toMatchObject({ recordId: recordID })
    expect(await bbb.getRecordingTextTracks(recordID)).toMatchObject([{ lang: 'pt-BR', label: 'Português <&>' }])
    expect(await failureOf(bbb.getRecordingTextTracks('x-1'))).toMatchObject({ kind: 'notFound' })
  })
  it('writes to the chat', async () => {
    const { bbb } = await startPair()
    await bbb.createClassroom(room)
    expect(await bbb.sendChatMessage({ meetingID: room.meetingID, message: 'Five minutes left!' })).toMatchObject({
      returncode: 'SUCCESS',
    })
    expect(await failureOf(bbb.sendChatMessage({ meetingID: 'nowhere', message: 'x' }))).toMatchObject({
      kind: 'notFound',
    })
  })
  it('registers, lists and destroys hooks', async () => {
    const { bbb } = await startPair()
    const callbackURL = 'https://app.example.com/hook?a=1&b=<2>'
    const { hookID } = await bbb.hooks.create({ callbackURL, meetingID: 'algebra-101', eventID: ['meeting-ended'] })
    expect((await bbb.hooks.list()).hooks).toMatchObject([
      { hookID, callbackURL: new URL(callbackURL).href === callbackURL ? callbackURL : expect.any(String) },
    ])
    expect(await bbb.hooks.create({ callbackURL })).toMatchObject({ hookID, messageKey: 'duplicateWarning' })
    expect(await bbb.hooks.destroy(hookID)).toMatchObject({ removed: true })
    expect(await failureOf(bbb.hooks.destroy(hookID))).toMatchObject({
      kind: 'notFound',
      messageKey: 'destroyMissingHook',
    })
  })
  it('R-14: takes a 404 of the add-on for "not offered", and asks again only later', async () => {
    let nowMs = Date.now()
    const { fake, bbb } = await startPair({ webhooks: false }, { now: () => nowMs })
    for (let i = 0; i < 3; i++) expect(await failureOf(bbb.hooks.list())).toMatchObject({ kind: 'unsupported' })
    expect(fake.journal.count('hooks/list')).toBe(1)
    nowMs += 3_600_001
    await failureOf(bbb.hooks.list())
    expect(fake.journal.count('hooks/list')).toBe(2)
  })
  it("asks for a join address with someone's session, without a checksum", async () => {
    const { fake, bbb } = await startPair()
    fake.faults.next('getJoinUrl', {
      kind: 'body',
      contentType: 'application/json',
      body: '{"response":{"returncode":"SUCCESS","url":"https://bbb.example.com/bigbluebutton/api/join?&x=1&checksum=aa"}}',
    })
    const url = await bbb.getJoinUrl({ sessionToken: 'abc' }, 'JSESSIONID=xyz')
    expect(url.href).toContain('/api/join?&x=1')
    expect(String(url)).toBe('[redacted]')
    const [entry] = fake.journal.of('getJoinUrl')
    expect(entry?.params['checksum']).toBeUndefined()
    expect(entry?.headers['cookie']).toBe('JSESSIONID=xyz')
  })
  it('reads the API root and the list of all meetings', async () => {
    const { bbb } = await startPair()
    await bbb.createClassroom(room)
    expect(await bbb.getApiRoot()).toMatchObject({ version: '2.0' })
    expect((await bbb.getMeetings()).meetings).toMatchObject([{ meetingID: room.meetingID }])
  })
})

describe('what is not BBB', () => {
  async function serve(answer: (response: ServerResponse, hits: number) => void) {
    let hits = 0
    const server = createServer((_, response) => answer(response, ++hits))
    server.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => void (server.closeAllConnections(), server.close()))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return { origin, hits: () => hits }
  }
  const clientOf = (origin: string) =>
    createBbbClient({
      baseUrl: `${origin}/bigbluebutton`,
      sharedSecret: secret,
      dangerouslyAllowHttp: true,
      random: () => 0,
    })

  it.for([301, 302, 303, 307, 308])(
    'SIGN-9: a redirect (%i) is refused, and its target never asked',
    async (status) => {
      const canary = await serve((response) => response.end())
      const { origin } = await serve((response) => {
        response.writeHead(status, { location: `${canary.origin}/stolen` }).end()
      })
      expect(await failureOf(clientOf(origin).createClassroom(room))).toMatchObject({
        code: 'BBB_REDIRECT_REFUSED',
        httpStatus: status,
      })
      expect(canary.hits()).toBe(0)
    },
  )

  const bodies = {
    'an HTML page': '<!DOCTYPE html><html><body>502</body></html>',
    'an HTML page without doctype': '<html><head></head></html>',
    XHTML: '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>',
    'JSON of another kind': '{"error":"x"}',
    'JSON that is cut': '{"response":{"returncode":"SUC',
    'a JSON list': '[]',
    nothing: '',
    blanks: ' \n ',
    text: 'Service Unavailable',
    'another root': '<error>no</error>',
    'a SOAP fault': '<soap:Envelope><soap:Body/></soap:Envelope>',
    'a login page': '<!doctype HTML PUBLIC "-//W3C//DTD HTML 4.01//EN"><HTML><FORM action="/login"></FORM></HTML>',
  }
  it.for(Object.entries(bodies))('PARSE-2: %s is unreadable whatever the status', async ([, body]) => {
    for (const status of [200, 401, 404, 429, 500, 502, 503, 504]) {
      const { origin } = await serve((response) => response.writeHead(status, { 'retry-after': '3' }).end(body))
      const failure = await failureOf(clientOf(origin).end({ meetingID: 'algebra-101' }))
      const isTemporary = status === 200 || status === 429 || status >= 500
      expect(failure).toMatchObject({
        code: status === 429 ? 'BBB_RATE_LIMITED' : 'BBB_RESPONSE_UNREADABLE',
        retryable: isTemporary,
        httpStatus: status,
        retryAfterSeconds: 3,
      })
    }
  })

  it('an answer without a body is empty', async () => {
    const { origin } = await serve((response) => response.writeHead(204).end())
    expect(await failureOf(clientOf(origin).end({ meetingID: 'algebra-101' }))).toMatchObject({
      code: 'BBB_RESPONSE_UNREADABLE',
      reason: 'empty',
      httpStatus: 204,
    })
  })

  it('a certificate that nobody trusts is refused before anything is sent, and not tried again', async () => {
    let connections = 0
    let requests = 0
    const server = createTlsServer(createSelfSignedCertificate(), () => requests++)
    server.on('connection', () => connections++)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void (server.closeAllConnections(), server.close()))
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await failureOf(clientOf(origin).isMeetingRunning('algebra-101'))).toMatchObject({
      code: 'BBB_CERTIFICATE_REFUSED',
      callName: 'isMeetingRunning',
      retryable: false,
    })
    expect([connections, requests]).toEqual([1, 0])
  })

  it.for<[string, unknown, string]>([
    ['an error with no cause', new TypeError('fetch failed'), 'BBB_UNREACHABLE'],
    [
      'a certificate fault on an error with no cause',
      Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }),
      'BBB_CERTIFICATE_REFUSED',
    ],
    ['a certificate fault on what is no Error', { code: 'CERT_HAS_EXPIRED' }, 'BBB_CERTIFICATE_REFUSED'],
    ['a code that is no text', { code: 7 }, 'BBB_UNREACHABLE'],
    ['a text', 'CERT_HAS_EXPIRED', 'BBB_UNREACHABLE'],
    ['nothing', null, 'BBB_UNREACHABLE'],
  ])('a fetch of your own may reject with %s', async ([, cause, code]) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a foreign fetch may
    const { bbb } = await startPair({}, { fetch: () => Promise.reject(cause) })
    expect(await failureOf(bbb.isMeetingRunning('algebra-101'))).toMatchObject({ code })
  })

  it('PARSE-5: an endless body and a gzip bomb are cut off, and memory stays', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 0x20)
    const start = gzipSync('<response><returncode>SUCCESS</returncode>')
    const piece = gzipSync(Buffer.alloc(1024 * 1024, '<a/>'))
    const bomb = Buffer.concat([start, ...Array.from({ length: 512 }, () => piece)])
    const before = process.memoryUsage().rss
    let sentMiB = 0
    const endless = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/xml' })
      response.write('<response><returncode>SUCCESS</returncode>')
      const pour = () => {
        while (sentMiB < 1024 && !response.destroyed && response.write(chunk)) sentMiB++
        if (!response.destroyed && sentMiB < 1024) response.once('drain', pour)
      }
      pour()
    })
    expect(await failureOf(clientOf(endless.origin).end({ meetingID: 'algebra-101' }))).toMatchObject({
      code: 'BBB_RESPONSE_UNREADABLE',
    })
    expect(sentMiB).toBeLessThan(64)
    const bombed = await serve((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    expect(await failureOf(clientOf(bombed.origin).end({ meetingID: 'algebra-101' }))).toMatchObject({
      code: 'BBB_RESPONSE_UNREADABLE',
      reason: expect.stringMatching(/too-/),
    })
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
  })
})
