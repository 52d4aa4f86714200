import { describe, expect, it } from 'vitest'
import { read, startTestBbb } from '../client.test-support.ts'
import { createHash } from 'node:crypto'
import type { NewSession } from '../meetings/meeting-store.ts'
import { hasSamples, sampleAnswer } from '../shared-samples.test-support.ts'
import { SECRET } from '../client.test-support.ts'

const RECORD_ID = 'a924781796a25ae5afd3c6c97a3563ec1d9f365f-1763935200123'
const MEETING = { name: 'Übung №5: <Graphs & "Trees">', attendeePW: '0123', moderatorPW: '9007199254740993' }

const PEOPLE: Partial<NewSession>[] = [
  {
    userID: '007',
    fullName: 'Ανδρέας Ñandú',
    role: 'MODERATOR',
    hasJoinedVoice: true,
    hasVideo: true,
    userdata: new Map([
      ['bbb_custom_style', 'a:focus{color:#0181eb} .x > .y {}'],
      ['bbb_skip_check_audio', 'true'],
      ['bbb_shortcuts', '[]'],
    ]),
  },
  { userID: '1e5', fullName: '山田 太郎', hasJoinedVoice: true, userdata: new Map() },
  { userID: '90071992547409931234567890', fullName: 'محمد علي', isListeningOnly: true },
]

/** Up to the third person: the sample goes on with people of other kinds. */
const firstThree = (text: string) => text.split(/<userID>true/)[0]?.replace(/<(\w+Count)>\d+/g, '<$1>…')

async function startMany(profile: 'bbb' | 'scalelite' | 'bbblb') {
  const server = await startTestBbb({ profile })
  await server.call('create', { meetingID: '1e5', voiceBridge: '01234', ...MEETING })
  await server.clock.advance(19)
  for (const person of PEOPLE) server.bbb.enter('1e5', person)
  server.bbb.enter('1e5', { userID: 'true', fullName: 'true' })
  return server
}

const version = async (baseUrl: string) => (await fetch(`${baseUrl}api`)).text()

describe('Scalelite', () => {
  it.skipIf(!hasSamples)('answers like the samples', async () => {
    await using server = await startTestBbb({ profile: 'scalelite', allowFetchAllRecordings: false })
    const text = async (call: string, parameters = {}) => (await server.call(call, parameters)).text
    expect(await version(server.bbb.baseUrl)).toBe(sampleAnswer('scalelite-version.xml'))
    expect(await text('getMeetings')).toBe(sampleAnswer('scalelite-getMeetings-none.xml'))
    expect(await text('isMeetingRunning', { meetingID: 'nope' })).toBe(
      sampleAnswer('scalelite-isMeetingRunning-false.xml'),
    )
    expect(await text('getMeetingInfo')).toBe(sampleAnswer('scalelite-failed-missingParamMeetingID.xml'))
    expect(await text('getRecordings')).toBe(sampleAnswer('scalelite-failed-missingParameters.xml'))
    expect(await text('getRecordings', { meetingID: 'nope' })).toBe(sampleAnswer('scalelite-getRecordings-none.xml'))
    for (const call of ['sendChatMessage', 'getRecordingTextTracks', 'hooks/list', 'getJoinUrl']) {
      expect(await text(call)).toBe(sampleAnswer('scalelite-failed-unsupportedRequest.xml'))
    }
    server.bbb.swapSecret('other')
    expect(await text('getMeetings')).toBe(sampleAnswer('scalelite-failed-checksumError.xml'))
  })

  it.skipIf(!hasSamples)('passes meetings on with hexadecimal references', async () => {
    await using server = await startMany('scalelite')
    const { text } = await server.call('getMeetingInfo', { meetingID: '1e5' })
    const sample = sampleAnswer('scalelite-getMeetingInfo-proxied-unicode.xml')
    const withoutBridge = (xml: string) => firstThree(xml)?.replace(/<voiceBridge>\d+/, '<voiceBridge>…')
    expect(withoutBridge(text)).toBe(withoutBridge(sample))
  })

  it.skipIf(!hasSamples)('lists recordings in its own order and layout', async () => {
    await using server = await startTestBbb({ profile: 'scalelite' })
    const picture = {
      url: `https://lb.example.com/presentation/${RECORD_ID}/presentation/p1/thumbnails/thumb-1.png`,
      alt: 'Line 1\nLine "2" & <3>',
      width: 176,
      height: 136,
    }
    const url = `https://lb.example.com/playback/presentation/2.3/${RECORD_ID}`
    server.bbb.recordings.add({
      recordID: RECORD_ID,
      meetingID: 'algebra-101',
      name: 'Algebra & <Geometry> "1"',
      startTime: 1763935200123,
      endTime: 1763938812456,
      participants: 7,
      metadata: { 'bbb-origin': 'myapp', empty: '', presenter: 'O\'Brien & "Sons"' },
      formats: [{ type: 'presentation', url, length: 59, processingTime: 184221, size: 1, images: [picture] }],
    })
    const { text } = await server.call('getRecordings')
    const sample = sampleAnswer('scalelite-getRecordings-one.xml')
    const lines = (xml: string) => xml.split('\n').filter((line) => !/meetingName|meetingId/.test(line))
    const untilSecondFormat = lines(sample).slice(
      0,
      lines(sample).findIndex((line) => line.includes('<type>video')) - 1,
    )
    expect(lines(text).slice(0, untilSecondFormat.length)).toEqual(untilSecondFormat)
  })

  it('sends browsers to its node, which sends them on to the client, even with redirect=false', async () => {
    await using server = await startTestBbb({ profile: 'scalelite' })
    await server.create('algebra-101')
    const parameters = { meetingID: 'algebra-101', fullName: 'Zoë Ada', role: 'VIEWER' }
    const first = await server.call('join', parameters)
    const toNode = first.headers.get('location') ?? ''
    expect(toNode).toContain('/node-1/bigbluebutton/api/join?meetingID=algebra-101&fullName=Zo%C3%AB+Ada&')
    const second = await read(await fetch(toNode, { redirect: 'manual' }))
    expect(second.headers.get('location')).toContain('/html5client/?sessionToken=')
    expect(server.bbb.journal.of('node:join')).toHaveLength(1)
    expect((await server.call('join', { ...parameters, redirect: 'false' })).status).toBe(302)
    expect((await server.call('join', { ...parameters, meetingID: 'nope' })).value('messageKey')).toBe('notFound')
  })

  it('takes 40, 64 and 128 digits, but not 96', async () => {
    await using server = await startTestBbb({ profile: 'scalelite' })
    const ask = async (algorithm: string) => {
      const checksum = createHash(algorithm).update(`getMeetings${SECRET}`).digest('hex')
      return (await read(await fetch(`${server.bbb.baseUrl}api/getMeetings?checksum=${checksum}`))).value('returncode')
    }
    expect(await Promise.all(['sha1', 'sha256', 'sha384', 'sha512'].map(ask))).toEqual([
      'SUCCESS',
      'SUCCESS',
      'FAILED',
      'SUCCESS',
    ])
  })

  it('says that nothing was updated where there is nothing, and protects what there is', async () => {
    await using server = await startTestBbb({ profile: 'scalelite' })
    expect((await server.call('updateRecordings', { recordID: 'nope' })).value('updated')).toBe('false')
    server.bbb.recordings.add({ meetingID: 'algebra-101', recordID: RECORD_ID })
    await server.call('updateRecordings', { recordID: RECORD_ID, protect: 'true' })
    const { text } = await server.call('getRecordings', { meetingID: 'algebra-101', offset: '5', limit: '1' })
    expect(text).toContain('<protected>true</protected>')
    expect(text).toMatch(/<url>[^<]+\?token=[a-z0-9]{32}<\/url>/)
  })

  it('finds by any of several metadata keys', async () => {
    await using server = await startTestBbb({ profile: 'scalelite' })
    server.bbb.recordings.add({ meetingID: 'one', metadata: { a: '1' } })
    server.bbb.recordings.add({ meetingID: 'two', metadata: { b: '2' } })
    const { text } = await server.call('getRecordings', { meta_a: '1,9', meta_b: '2' })
    expect(text.match(/<recording>/g)).toHaveLength(2)
  })

  it('makes up a new moderator password per create where a version does so', async () => {
    await using server = await startTestBbb({ profile: 'scalelite', quirks: ['new-password-per-create'] })
    const parameters = { meetingID: 'algebra-101', name: 'Algebra' }
    expect((await server.call('create', parameters)).value('returncode')).toBe('SUCCESS')
    expect((await server.call('create', parameters)).value('messageKey')).toBe('idNotUnique')
  })
})

describe('b3scale', () => {
  it('has a path of its own and answers failures with status 500', async () => {
    await using server = await startTestBbb({ profile: 'b3scale' })
    expect(server.bbb.baseUrl).toMatch(/\/bbb\/frontend\/$/)
    const missing = await server.call('getMeetingInfo', { meetingID: 'nope' })
    expect([missing.status, missing.value('messageKey')]).toEqual([500, 'notFound'])
    const direct = await read(await fetch(server.urlOf('getMeetings').replace('/api/', '/')))
    expect([direct.status, direct.value('messageKey')]).toEqual([200, 'noMeetings'])
  })

  it.skipIf(!hasSamples)('answers like the samples', async () => {
    await using server = await startTestBbb({ profile: 'b3scale' })
    const unknown = await server.call('sendChatMessage')
    expect(unknown.status).toBe(500)
    const error = sampleAnswer('b3scale-error-server-500.xml')
    expect(unknown.text).toBe(
      error.replace('no backends available for &#34;create', 'unknown resource &#34;sendChatMessage'),
    )
    server.bbb.swapSecret('other')
    const refused = await server.call('getMeetings')
    expect(refused.text).toBe(sampleAnswer('b3scale-failed-checksumError-500.xml'))
    expect(refused.headers.get('content-type')).toBe('application/xml; charset=UTF-8')
  })
})

describe('b3lb', () => {
  it.skipIf(!hasSamples)('answers like the samples', async () => {
    await using server = await startTestBbb({ profile: 'b3lb' })
    expect(await version(server.bbb.baseUrl)).toBe(sampleAnswer('b3lb-version-crlf.xml'))
    expect((await server.call('getMeetings')).text).toBe(sampleAnswer('b3lb-getMeetings-none.xml'))
  })

  it('answers 400 to a join of an unknown meeting and 403 to unknown calls, both empty', async () => {
    await using server = await startTestBbb({ profile: 'b3lb' })
    const join = await server.call('join', { meetingID: 'nope', fullName: 'Ada', role: 'VIEWER' })
    expect([join.status, join.text]).toEqual([400, ''])
    for (const call of ['getJoinUrl', 'hooks/list']) {
      const reply = await server.call(call)
      expect([reply.status, reply.text]).toEqual([403, ''])
    }
  })

  it('drops bridges, keeps stale lists and gives recordings ids of its own', async () => {
    await using server = await startTestBbb({ profile: 'b3lb' })
    expect((await server.call('getMeetings')).value('messageKey')).toBe('noMeetings')
    const created = await server.create('algebra-101', { record: 'true' })
    expect([created.value('voiceBridge'), created.value('dialNumber')]).toEqual([undefined, undefined])
    expect((await server.call('getMeetings')).value('messageKey')).toBe('noMeetings')
    await server.clock.advance(5_000)
    expect((await server.call('getMeetings')).value('meetingID')).toBe('algebra-101')
    server.bbb.enter('algebra-101', { role: 'MODERATOR' })
    await server.call('end', { meetingID: 'algebra-101' })
    await server.clock.advance(6_000)
    const reply = await server.call('getRecordings')
    const recordID = reply.value('recordID') ?? ''
    expect(recordID).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
    expect(reply.text).toContain('\r\n')
    const tracks = JSON.parse((await server.call('getRecordingTextTracks', { recordID })).text)
    expect(tracks.response.messageKey).toBe('noRecordings')
    await server.call('updateRecordings', { recordID, meta_name: 'Week 3', meta_topic: 'rings' })
    expect(server.bbb.recordings.get(recordID)?.metadata.get('name')).toBe('Week 3')
    expect(server.bbb.recordings.get(recordID)?.metadata.has('topic')).toBe(false)
    expect((await server.create('x'.repeat(101))).value('returncode')).toBe('FAILED')
  })
})

describe('bbblb', () => {
  it.skipIf(!hasSamples)('answers like the samples', async () => {
    await using server = await startMany('bbblb')
    expect(await version(server.bbb.baseUrl)).toBe(sampleAnswer('bbblb-version.xml'))
    expect((await server.call('getMeetingInfo')).text).toBe(sampleAnswer('bbblb-failed-missingParameter.xml'))
    const { text } = await server.call('getMeetingInfo', { meetingID: '1e5' })
    // An empty list keeps the line break it came with.
    const sample = sampleAnswer('bbblb-getMeetingInfo-decimal-references.xml').replaceAll(
      /\n<\/customdata>/g,
      '\n      </customdata>',
    )
    expect(firstThree(text)).toBe(firstThree(sample))
  })

  it('names its own meeting id in the end callback and answers publish with a state', async () => {
    await using server = await startTestBbb({ profile: 'bbblb', callbacks: 'block' })
    await server.create('algebra-101', { meta_endCallbackUrl: 'https://app.example.com/end?k=1' })
    await server.call('end', { meetingID: 'algebra-101' })
    await server.bbb.settled()
    const [sent] = server.bbb.callbacks.sent
    expect(sent?.url).toMatch(/^https:\/\/app\.example\.com\/end\?k=1&recordingmarks=false&meetingID=tenant-1-/)
    server.bbb.recordings.add({ meetingID: 'algebra-101', recordID: RECORD_ID })
    const reply = await server.call('publishRecordings', { recordID: RECORD_ID, publish: 'false' })
    expect(reply.value('published')).toBe('unpublished')
    expect((await server.call('getJoinUrl')).value('messageKey')).toBe('notImplemented')
    expect((await server.create('x'.repeat(201))).value('messageKey')).toBe('sizeError')
  })

  it('takes the internal id where the external one is expected', async () => {
    await using server = await startTestBbb({ profile: 'bbblb' })
    const meetingID = (await server.create('algebra-101')).value('internalMeetingID') ?? ''
    expect((await server.call('getMeetingInfo', { meetingID })).value('meetingID')).toBe('algebra-101')
  })
})
