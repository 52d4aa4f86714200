import type { CaptionList, CaptionUploaded, Recording } from '@bbb-room/bff-api'
import { afterEach, describe, expect, it } from 'vitest'
import { problemOf, startBff, type TestBff, type TestBffOptions } from '../start-bff.test-support.ts'
import { list, pupil, record, teacher } from './recordings.test-support.ts'

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function start(options: TestBffOptions = {}): Promise<{ test: TestBff; recording: Recording; path: string }> {
  const test = (running = await startBff(options))
  await test.declare('maths', { record: true })
  const recording = await record(test)
  return { test, recording, path: `/recordings/${recording.id}/captions` }
}

const webvtt = 'WEBVTT\n\n00:00.500 --> 00:01.000\nGuten Morgen\n'
const german = { kind: 'captions', lang: 'de', webvtt } as const

describe('captions of a recording', () => {
  it('are uploaded as they are, and listed as BBB then has them, without any address', async () => {
    const { test, path } = await start()
    const read = async () => (await (await test.request('GET', path, { as: teacher })).json()) as CaptionList
    expect(await read()).toEqual({ tracks: [] })
    const put = async (body: object) =>
      (await (await test.request('PUT', path, { as: teacher, body })).json()) as CaptionUploaded
    const deutsch = { kind: 'captions', lang: 'de', label: 'Deutsch' }
    expect(await put(german)).toEqual({ tracks: [deutsch], is_listed: true })
    const brazilian = { kind: 'subtitles', lang: 'pt-BR', label: 'Português' }
    expect(await put({ ...brazilian, lang: 'PT-br', webvtt })).toEqual({
      tracks: [deutsch, brazilian],
      is_listed: true,
    })
    expect(await read()).toEqual({ tracks: [deutsch, brazilian] })
    const [track] = [...test.bbb.recordings.all()][0]!.tracks
    expect(await (await fetch(track!.href)).text()).toBe(webvtt)
  })

  it('says that an upload is not listed yet, as long as BBB works on it', async () => {
    const { test, path } = await start()
    test.bbb.faults.next('getRecordingTextTracks', { kind: 'failed', messageKey: 'noCaptionsFound' })
    const answer = await test.request('PUT', path, { as: teacher, body: german })
    expect(await answer.json()).toEqual({ tracks: [], is_listed: false })
  })

  it('TENANT-8: only those who manage recordings read or upload them', async () => {
    const { test, path } = await start()
    test.bbb.journal.clear()
    for (const as of [pupil, { ...pupil, scope: 'recording:manage' }, { ...teacher, scope: 'recording:read' }]) {
      expect((await test.request('GET', path, { as })).status).toBe(403)
      expect((await test.request('PUT', path, { as, body: german })).status).toBe(403)
    }
    expect(test.bbb.journal.entries.filter(({ call }) => /TextTrack/.test(call))).toEqual([])
  })

  it('LOG-3: an upload is audited under a pseudonym, without its text', async () => {
    const { test, path, recording } = await start()
    await test.request('PUT', path, { as: teacher, body: german })
    const rows = await test.store.withTenant('acme', ({ audit }) => audit.list(0, 100))
    const row = rows.find(({ action }) => action === 'recording:caption')!
    expect(row).toMatchObject({ recordingId: recording.id, detail: { kind: 'captions', lang: 'de' } })
    expect(JSON.stringify(row)).not.toMatch(/Guten|teacher/)
    expect(test.logs.join()).not.toContain('Guten')
  })

  it('HTTP-14: a file that is not WebVTT is refused with its lines, and BBB is not asked', async () => {
    const { test, path } = await start()
    test.bbb.journal.clear()
    const body = { ...german, webvtt: 'WEBVTT\n\n00:02.000 --> 00:01.000\nGuten <script>\n' }
    const problem = await problemOf(test.request('PUT', path, { as: teacher, body }))
    expect(problem).toMatchObject({
      status: 422,
      code: 'CAPTIONS_INVALID',
      retryable: false,
      errors: [
        { path: 'webvtt', rule: 'ends-before-it-begins', line: 3 },
        { path: 'webvtt', rule: 'tag-unknown', line: 4 },
      ],
    })
    expect(JSON.stringify(problem)).not.toMatch(/Guten|script/)
    expect(test.bbb.journal.count('putRecordingTextTrack')).toBe(0)
  })

  it.each([
    ['kind', { kind: 'chapters' }],
    ['lang', { lang: 'german!' }],
    ['lang', { lang: 'x-klingon' }],
    ['lang', { lang: 'de-u-co-phonebk' }],
    ['lang', { lang: `de-${'abcdefgh-'.repeat(4)}x` }],
    ['label', { label: '' }],
    ['label', { label: 'x'.repeat(81) }],
    ['label', { label: 'a\u202eb' }],
    ['label', { label: 'a\nb' }],
    ['webvtt', { webvtt: '' }],
  ])('HTTP-14: refuses a %s that does not fit: %j', async (field, change) => {
    const test = (running = await startBff({ isWorking: false }))
    await test.declare('maths')
    const answer = test.request('PUT', '/recordings/r/captions', { as: teacher, body: { ...german, ...change } })
    const { code, errors = [] } = await problemOf(answer)
    expect([code, ...new Set(errors.map(({ path }) => path))]).toEqual(['INVALID_REQUEST', field])
  })

  it('DOS-4: takes more than other routes do, and no more than its megabyte', async () => {
    const { test, path } = await start()
    const many = (bytes: number) => {
      const cue = '00:00.500 --> 00:00.900\n' + 'x'.repeat(900) + '\n\n'
      return 'WEBVTT\n\n' + cue.repeat(Math.floor(bytes / cue.length))
    }
    const large = await test.request('PUT', path, { as: teacher, body: { ...german, webvtt: many(500_000) } })
    expect(large.status).toBe(200)
    const tooLarge = test.request('PUT', path, { as: teacher, body: { ...german, webvtt: many(600_000) } })
    expect(await problemOf(tooLarge)).toMatchObject({ code: 'CAPTIONS_INVALID', errors: [{ rule: 'too-large' }] })
    const refused = test.request('PUT', path, { as: teacher, body: { ...german, webvtt: many(1_100_000) } })
    expect((await problemOf(refused)).code).toBe('BODY_TOO_LARGE')
    const elsewhere = { as: teacher, body: { name: 'x'.repeat(20_000) } }
    const renamed = test.request('PATCH', path.replace('/captions', ''), elsewhere)
    expect((await problemOf(renamed)).code).toBe('BODY_TOO_LARGE')
  })

  it.each(['scalelite', 'bbblb'] as const)(
    '%s does not take any: a plain word, and no offer any more',
    async (profile) => {
      const { test, path, recording } = await start({ bbb: { profile } })
      expect(recording.can.captions).toBe(true)
      for (const [method, body] of [
        ['GET', undefined],
        ['PUT', german],
      ] as const) {
        const answer = test.request(method, path, { as: teacher, ...(body && { body }) })
        expect(await problemOf(answer)).toMatchObject({ status: 501, code: 'NOT_SUPPORTED_BY_BBB', retryable: false })
      }
      expect((await list(test, teacher))[0]?.can.captions).toBe(false)
    },
  )

  it('says what else BBB fails with: a refusal is one, and an outage may be over soon', async () => {
    const { test, path } = await start()
    const put = () => problemOf(test.request('PUT', path, { as: teacher, body: german }))
    test.bbb.faults.next('putRecordingTextTrack', { kind: 'failed', messageKey: 'invalidLang' })
    expect((await put()).code).toBe('BBB_REFUSED')
    test.bbb.faults.next('putRecordingTextTrack', { kind: 'status', status: 502 })
    expect(await put()).toMatchObject({ code: 'BBB_UNAVAILABLE', retryable: true })
    expect((await list(test, teacher))[0]?.can.captions).toBe(true)
  })

  it('are for recordings that BBB has delivered and nobody deletes', async () => {
    const { test, path } = await start()
    await test.request('DELETE', path.replace('/captions', ''), { as: teacher })
    expect((await problemOf(test.request('PUT', path, { as: teacher, body: german }))).code).toBe('CONFLICT')
    expect((await problemOf(test.request('GET', path, { as: teacher }))).code).toBe('CONFLICT')
    expect((await list(test, teacher))[0]?.can).toMatchObject({ captions: false, protect: false })
  })
})
