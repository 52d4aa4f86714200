import { describe, expect, it } from 'vitest'
import { type Parameters, startTestBbb, type TestBbb } from './client.test-support.ts'
import type { FakeBbbOptions } from './options.ts'
import { hasSamples, sampleAnswer } from './shared-samples.test-support.ts'

const ALGEBRA = { meetingID: 'algebra-101', name: 'Algebra', attendeePW: 'ap', moderatorPW: 'mp', voiceBridge: '70066' }
const RECORD_ID = 'a924781796a25ae5afd3c6c97a3563ec1d9f365f-1763935200123'
const MIXED = 'R&D <01> "it\'s" é你好 😀'

const algebraRecording = {
  meetingID: 'algebra-101',
  recordID: RECORD_ID,
  name: 'Algebra',
  startTime: 1763935200123,
  endTime: 1763938812456,
  participants: 7,
  metadata: { 'bbb-origin': 'myapp', 'bbb-origin-server-name': 'app.example.com' },
  formats: [format('presentation', `playback/presentation/2.3/${RECORD_ID}`, 184221, 59, 18874368)],
}

function format(
  type: string,
  path: string,
  processingTime: number,
  length: number,
  size: number,
  images: string[] = [],
) {
  const pictures = images.map((alt, at) => ({
    url: `https://bbb.example.com/presentation/${RECORD_ID}/presentation/p1/thumbnails/thumb-${at + 1}.png`,
    alt,
    width: 176,
    height: 136,
  }))
  return { type, url: `https://bbb.example.com/${path}`, processingTime, length, size, images: pictures }
}

/** The elements of the samples' metadata come in an order of their own. */
const sorted = (text: string) =>
  text.replace(/<metadata>(.*?)<\/metadata>/g, (_all, inner: string) =>
    (inner.match(/<([\w-]+)>.*?<\/\1>|<[\w-]+\/>/g) ?? []).sort().join(''),
  )

interface Case {
  readonly sample: string
  readonly call: string
  readonly parameters?: Parameters
  readonly options?: Partial<FakeBbbOptions>
  readonly prepare?: (server: TestBbb) => unknown
}

const createAlgebra = (server: TestBbb) => server.call('create', ALGEBRA)
const addAlgebra = (server: TestBbb) => server.bbb.recordings.add(algebraRecording)

const CASES: readonly Case[] = [
  { sample: 'create-success-new.xml', call: 'create', parameters: ALGEBRA },
  {
    sample: 'create-success-duplicate.xml',
    call: 'create',
    parameters: ALGEBRA,
    prepare: async (server) => {
      await createAlgebra(server)
      server.bbb.enter('algebra-101', {})
    },
  },
  {
    sample: 'create-success-entities.xml',
    call: 'create',
    parameters: {
      ...ALGEBRA,
      meetingID: MIXED,
      attendeePW: 'a<&>p',
      moderatorPW: 'm"p\'',
      dialNumber: '+49 (0)30 / 1234 & 5',
    },
  },
  {
    sample: 'create-failed-idNotUnique.xml',
    call: 'create',
    parameters: { ...ALGEBRA, attendeePW: 'no' },
    prepare: createAlgebra,
  },
  {
    sample: 'create-failed-errors-list.xml',
    call: 'create',
    parameters: { ...ALGEBRA, meetingID: 'other' },
    prepare: createAlgebra,
  },
  {
    sample: 'create-failed-parentMeetingIdMissing.xml',
    call: 'create',
    parameters: { ...ALGEBRA, isBreakout: 'true' },
  },
  { sample: 'create-failed-validationError-meetingID.xml', call: 'create', parameters: { ...ALGEBRA, meetingID: 'a' } },
  { sample: 'end-failed-notFound.xml', call: 'end', parameters: { meetingID: 'nope' } },
  { sample: 'end-success.xml', call: 'end', parameters: { meetingID: 'algebra-101' }, prepare: createAlgebra },
  {
    sample: 'getMeetingInfo-empty.xml',
    call: 'getMeetingInfo',
    parameters: { meetingID: 'empty-1' },
    prepare: (server) =>
      server.call('create', {
        ...ALGEBRA,
        meetingID: 'empty-1',
        name: 'Empty room',
        attendeePW: 'x7Yz01aB',
        moderatorPW: '00000042',
      }),
  },
  {
    sample: 'getMeetingInfo-one-attendee.xml',
    call: 'getMeetingInfo',
    parameters: { meetingID: 'gbesu6dht08uobpislzqxsizjzihn87cmewqyacs' },
    prepare: async (server) => {
      const meetingID = 'gbesu6dht08uobpislzqxsizjzihn87cmewqyacs'
      await server.call('create', {
        ...ALGEBRA,
        meetingID,
        name: "Anton's Room",
        record: 'true',
        'meta_bbb-origin': 'greenlight',
        meta_endCallbackUrl: 'https://app.example.com/meeting_ended?meetingID=gb',
      })
      await server.clock.advance(19)
      server.bbb.enter(meetingID, {
        userID: 'w_ftcrsyuh44oj',
        fullName: 'Anton G',
        role: 'MODERATOR',
        hasJoinedVoice: true,
        hasVideo: true,
      })
    },
  },
  { sample: 'getMeetingInfo-failed-notFound.xml', call: 'getMeetingInfo', parameters: { meetingID: 'nope' } },
  {
    sample: 'getMeetingInfo-failed-validationError-24.xml',
    call: 'getMeetingInfo',
    parameters: { meetingID: 'nope' },
    options: { quirks: ['unknown-meeting-invalid'] },
  },
  {
    sample: 'getMeetingInfo-no-passwords.xml',
    call: 'getMeetingInfo',
    parameters: { meetingID: 'nopw' },
    options: { quirks: ['no-passwords'] },
    prepare: (server) => server.call('create', { ...ALGEBRA, meetingID: 'nopw', name: 'No passwords in reply' }),
  },
  {
    sample: 'getMeetingInfo-malformed-userdata-key.xml',
    call: 'getMeetingInfo',
    parameters: { meetingID: 'badkey' },
    prepare: async (server) => {
      await server.call('create', { ...ALGEBRA, meetingID: 'badkey', name: 'Bad key' })
      await server.clock.advance(19)
      const userdata = new Map([
        ['2fa', 'on'],
        ['my key', 'v'],
      ])
      server.bbb.enter('badkey', { userID: 'u1', fullName: 'U', userdata })
    },
  },
  { sample: 'getMeetings-none.xml', call: 'getMeetings' },
  { sample: 'getSessions-none.xml', call: 'getSessions' },
  { sample: 'isMeetingRunning-false.xml', call: 'isMeetingRunning', parameters: { meetingID: 'nope' } },
  {
    sample: 'isMeetingRunning-true.xml',
    call: 'isMeetingRunning',
    parameters: { meetingID: 'algebra-101' },
    prepare: async (server) => {
      await createAlgebra(server)
      server.bbb.enter('algebra-101', {})
    },
  },
  { sample: 'getRecordings-none.xml', call: 'getRecordings' },
  { sample: 'getRecordings-one.xml', call: 'getRecordings', prepare: addAlgebra },
  {
    sample: 'getRecordings-single-preview-image.xml',
    call: 'getRecordings',
    prepare: (server) =>
      server.bbb.recordings.add({
        ...algebraRecording,
        formats: [format('presentation', `playback/presentation/2.3/${RECORD_ID}`, 184221, 59, 18874368, ['Welcome'])],
      }),
  },
  {
    sample: 'getRecordings-many-formats.xml',
    call: 'getRecordings',
    prepare: (server) =>
      server.bbb.recordings.add({
        ...algebraRecording,
        size: 125831168,
        formats: [
          format('presentation', `playback/presentation/2.3/${RECORD_ID}`, 184221, 59, 18874368, [
            'Welcome',
            'Agenda & "goals" <1>',
            '',
          ]),
          format('video', `playback/video/${RECORD_ID}/`, 402113, 59, 104857600),
          format('podcast', `podcast/${RECORD_ID}/audio.ogg`, 9001, 0, 2097152),
          format('notes', `notes/${RECORD_ID}/notes.html`, 12, 0, 2048),
        ],
      }),
  },
  {
    sample: 'getRecordings-unicode-entities.xml',
    call: 'getRecordings',
    prepare: (server) =>
      server.bbb.recordings.add({
        meetingID: MIXED,
        recordID: 'bde4067ef4c55ff32f40c589a9b3d1fe8711a9b0-1763935300456',
        startTime: 1763935300456,
        endTime: 1763938900456,
        participants: 1,
        rawSize: 1,
        size: 1,
        metadata: {
          hex: '0x1F',
          url: 'https://app.example.com/cb?x=1&y=2',
          json: '{"a":[1,2],"b":"<x>"}',
          big: '12345678901234567890',
          'empty-value': '',
          endcallbackurl: 'https://app.example.com/cb?n=1',
          exponent: '1e5',
          presenter: 'O\'Brien & "Sons" <b>bold</b>',
          'leading-zeros': '00042',
          spaces: '  two  spaces  ',
          'bool-like': 'TRUE',
        },
        formats: [
          format(
            'presentation',
            'playback/presentation/2.3/bde4067ef4c55ff32f40c589a9b3d1fe8711a9b0-1763935300456?a=1&b=2',
            1,
            1,
            1,
          ),
        ],
      }),
  },
  {
    sample: 'deleteRecordings-success.xml',
    call: 'deleteRecordings',
    parameters: { recordID: RECORD_ID },
    prepare: addAlgebra,
  },
  { sample: 'deleteRecordings-failed-notFound.xml', call: 'deleteRecordings', parameters: { recordID: 'nope' } },
  {
    sample: 'updateRecordings-success.xml',
    call: 'updateRecordings',
    parameters: { recordID: RECORD_ID, meta_name: 'Week 3' },
    prepare: addAlgebra,
  },
  { sample: 'updateRecordings-failed-notFound.xml', call: 'updateRecordings', parameters: { recordID: 'nope' } },
  {
    sample: 'publishRecordings-success-false.xml',
    call: 'publishRecordings',
    parameters: { recordID: RECORD_ID, publish: 'false' },
    prepare: addAlgebra,
  },
  {
    sample: 'publishRecordings-success-true.xml',
    call: 'publishRecordings',
    parameters: { recordID: RECORD_ID, publish: 'true' },
    prepare: addAlgebra,
  },
  {
    sample: 'publishRecordings-failed-notFound.xml',
    call: 'publishRecordings',
    parameters: { recordID: 'nope', publish: 'true' },
  },
  { sample: 'publishRecordings-failed-missingParamRecordID.xml', call: 'publishRecordings' },
  {
    sample: 'publishRecordings-failed-missingParamPublish.xml',
    call: 'publishRecordings',
    parameters: { recordID: RECORD_ID },
  },
  {
    sample: 'getRecordingTextTracks-failed-noRecordings.json',
    call: 'getRecordingTextTracks',
    parameters: { recordID: RECORD_ID },
  },
  {
    sample: 'getRecordingTextTracks-failed-noCaptionsFound.json',
    call: 'getRecordingTextTracks',
    parameters: { recordID: RECORD_ID },
    prepare: addAlgebra,
  },
  {
    sample: 'getRecordingTextTracks-success.json',
    call: 'getRecordingTextTracks',
    parameters: { recordID: RECORD_ID },
    prepare: (server) =>
      server.bbb.recordings.add({
        ...algebraRecording,
        tracks: [
          track(`captions/b3a1f0d2e4c5/${RECORD_ID}/subtitles_en-US.vtt`, 'subtitles', 'English', 'en-US'),
          track(
            `captions/c4b2a1f0e3d4/${RECORD_ID}/captions_pt-BR.vtt`,
            'captions',
            'Português (Brasil) <"&\'',
            'pt-BR',
          ),
        ],
      }),
  },
  {
    sample: 'sendChatMessage-success.xml',
    call: 'sendChatMessage',
    parameters: { meetingID: 'algebra-101', message: 'Five minutes left!' },
    prepare: createAlgebra,
  },
  {
    sample: 'sendChatMessage-failed-validationError.xml',
    call: 'sendChatMessage',
    parameters: { meetingID: 'algebra-101', message: 'x'.repeat(501) },
    prepare: createAlgebra,
  },
  ...(
    [
      ['invalidMeetingIdentifier', { meetingID: 'nope', fullName: 'Ada', role: 'VIEWER' }, {}],
      ['missingParamFullName', { meetingID: 'algebra-101', role: 'VIEWER' }, {}],
      ['params-required', { meetingID: 'algebra-101', fullName: 'Ada' }, {}],
      ['mismatchCreateTimeParam', { meetingID: 'algebra-101', fullName: 'Ada', role: 'VIEWER', createTime: '1' }, {}],
      [
        'guestDeniedAccess',
        { meetingID: 'algebra-101', fullName: 'Ada', role: 'VIEWER', guest: 'true' },
        { guestPolicy: 'ALWAYS_DENY' },
      ],
      [
        'maxParticipantsReached',
        { meetingID: 'algebra-101', fullName: 'Ada', role: 'VIEWER' },
        { maxParticipants: '1' },
      ],
    ] as [string, Record<string, string>, Record<string, string>][]
  ).map(([key, parameters, created]) => ({
    sample: `join-failed-${key}.xml`,
    call: 'join',
    parameters: { ...parameters, redirect: 'false' },
    prepare: async (server: TestBbb) => {
      await server.call('create', { ...ALGEBRA, ...created })
      server.bbb.enter('algebra-101', {})
    },
  })),
  { sample: 'hooks-list-none.xml', call: 'hooks/list' },
  { sample: 'hooks-create-failed-missingParamCallbackURL.xml', call: 'hooks/create' },
  { sample: 'hooks-destroy-failed-missingParamHookID.xml', call: 'hooks/destroy' },
  { sample: 'hooks-destroy-failed-destroyMissingHook.xml', call: 'hooks/destroy', parameters: { hookID: 'nope' } },
]

function track(path: string, kind: string, label: string, lang: string) {
  return { href: `https://bbb.example.com/${path}`, kind, label, lang, source: 'upload' }
}

describe.skipIf(!hasSamples)('answers are those of the samples, byte for byte', () => {
  it.each(CASES)('$sample', async ({ call, sample, parameters, options, prepare }) => {
    await using server = await startTestBbb(options)
    await prepare?.(server)
    const reply = await server.call(call, parameters)
    expect(sorted(reply.text)).toBe(sorted(sampleAnswer(sample)))
    const isJson = sample.endsWith('.json')
    expect(reply.headers.get('content-type')).toBe(isJson ? 'application/json' : 'text/xml;charset=utf-8')
  })

  it('hides and reveals its version', async () => {
    for (const [bbbVersion, sample] of [
      ['', 'version-hidden.xml'],
      ['3.0.28', 'version-revealed.xml'],
    ] as const) {
      await using server = await startTestBbb({ bbbVersion })
      const text = await (await fetch(`${server.bbb.baseUrl}api`)).text()
      const own = server.bbb.url
      expect(
        text.replace(own, 'https://bbb.example.com').replace(own.replace('http', 'ws'), 'wss://bbb.example.com'),
      ).toBe(sampleAnswer(sample))
    }
  })

  it('answers failures as JSON to those who ask for it', async () => {
    await using server = await startTestBbb()
    const response = await fetch(`${server.bbb.baseUrl}api/getMeetings?checksum=${'0'.repeat(40)}`, {
      headers: { Accept: 'application/json' },
    })
    expect(await response.text()).toBe(sampleAnswer('json-error-instead-of-xml.json'))
  })

  it('adds what went wrong to the address that a failed join goes to', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101', { maxParticipants: '1' })
    server.bbb.enter('algebra-101', {})
    const reply = await server.call('join', {
      meetingID: 'algebra-101',
      fullName: 'Ada',
      role: 'VIEWER',
      logoutURL: 'https://app.example.com/bye?room=1',
    })
    expect(reply.status).toBe(302)
    expect(reply.headers.get('location')).toBe(sampleAnswer('join-error-redirect-location.txt').trim())
  })
})
