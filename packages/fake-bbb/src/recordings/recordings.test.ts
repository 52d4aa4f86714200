import { describe, expect, it } from 'vitest'
import type { TextTrack } from './recording.ts'
import { startTestBbb, type TestBbb } from '../client.test-support.ts'

const statesOf = (text: string) => [...text.matchAll(/<state>(\w+)</g)].map(([, state]) => state)
const list = async (server: TestBbb, parameters = {}) => (await server.call('getRecordings', parameters)).text
const idsIn = (text: string) => [...text.matchAll(/<recordID>([^<]+)</g)].map(([, id]) => id)

describe('a recording', () => {
  it('is processing, then processed, then published, with times and formats only at the end', async () => {
    await using server = await startTestBbb({ recordingDelayMs: { processing: 10_000, published: 20_000 } })
    await server.create('algebra-101', { record: 'true', autoStartRecording: 'true' })
    server.bbb.enter('algebra-101', {})
    await server.clock.advance(120_000)
    await server.call('end', { meetingID: 'algebra-101' })
    expect(await list(server)).toContain('noRecordings')
    const processing = await list(server, { state: 'any' })
    expect(processing).toContain('<published>false</published><state>processing</state><startTime>0</startTime>')
    expect(processing).toContain('<playback></playback>')
    await server.clock.advance(10_000)
    expect(statesOf(await list(server, { state: 'processing,processed' }))).toEqual(['processed'])
    await server.clock.advance(20_000)
    const published = await list(server)
    expect(statesOf(published)).toEqual(['published'])
    expect(published).toContain('<startTime>1763935200123</startTime><endTime>1763935320123</endTime>')
    expect(published).toContain('<length>2</length>')
  })

  it('is finished at once when told to', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101', { record: 'true' })
    server.bbb.enter('algebra-101', { role: 'MODERATOR' })
    server.bbb.endMeeting('algebra-101')
    server.bbb.recordings.finish(server.bbb.recordings.all()[0]?.recordID ?? '')
    expect(statesOf(await list(server))).toEqual(['published'])
    await server.clock.advance(60_000)
    expect(idsIn(await list(server))).toHaveLength(1)
  })

  it('is never made when both ways to start recording are off', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101', { record: 'true', allowStartStopRecording: 'false' })
    server.bbb.enter('algebra-101', { role: 'MODERATOR' })
    server.bbb.endMeeting('algebra-101')
    expect(server.bbb.recordings.all()).toEqual([])
  })

  it('is unpublished, published again, renamed and deleted', async () => {
    await using server = await startTestBbb()
    const { recordID } = server.bbb.recordings.add({ meetingID: 'algebra-101', metadata: { topic: 'rings' } })
    await server.call('publishRecordings', { recordID, publish: 'false' })
    expect(statesOf(await list(server))).toEqual(['unpublished'])
    await server.call('publishRecordings', { recordID, publish: 'true' })
    expect(statesOf(await list(server))).toEqual(['published'])
    await server.call('updateRecordings', { recordID: `nope,${recordID}`, meta_name: 'Week 3', meta_topic: '' })
    expect(await list(server)).toMatch(/<metadata>.*<name>Week 3<\/name><\/metadata>/)
    expect(await list(server)).not.toContain('<topic>')
    await server.call('deleteRecordings', { recordID })
    expect(await list(server)).toContain('noRecordings')
    expect(statesOf(await list(server, { state: 'any' }))).toEqual(['deleted'])
    expect((await server.call('deleteRecordings', { recordID })).value('messageKey')).toBe('notFound')
  })

  it('changes only after a while where the server is slow', async () => {
    await using server = await startTestBbb({ recordingChangeDelayMs: 5_000 })
    const { recordID } = server.bbb.recordings.add({ meetingID: 'algebra-101' })
    expect((await server.call('deleteRecordings', { recordID })).value('deleted')).toBe('true')
    expect(statesOf(await list(server))).toEqual(['published'])
    await server.clock.advance(5_000)
    expect(await list(server)).toContain('noRecordings')
  })

  it('takes text tracks and gives them back', async () => {
    await using server = await startTestBbb()
    const { recordID } = server.bbb.recordings.add({ meetingID: 'algebra-101' })
    const put = async (parameters: Record<string, string>, file?: string) => {
      const body = new FormData()
      if (file !== undefined) body.set('file', new Blob([file]), 'track.vtt')
      else body.set('other', 'x')
      const reply = await server.call('putRecordingTextTrack', { recordID, ...parameters }, { method: 'POST', body })
      return (JSON.parse(reply.text) as { response: { messageKey: string } }).response.messageKey
    }
    expect(await put({ kind: 'subtitles', lang: 'en-US' })).toBe('empty_uploaded_text_track')
    expect(await put({ kind: 'chapters', lang: 'en-US' }, 'WEBVTT')).toBe('invalidKind')
    expect(await put({ kind: 'subtitles', lang: 'zz_zz_zz' }, 'WEBVTT')).toBe('invalidLang')
    expect(await put({ kind: 'subtitles' }, 'WEBVTT')).toBe('paramError')
    expect(await put({ kind: 'subtitles', lang: 'en-US', label: 'English' }, 'WEBVTT')).toBe(
      'upload_text_track_success',
    )
    const { text } = await server.call('getRecordingTextTracks', { recordID })
    const { response } = JSON.parse(text) as { response: { tracks: TextTrack[] } }
    expect(response.tracks).toMatchObject([{ kind: 'subtitles', lang: 'en-US', label: 'English', source: 'upload' }])
    expect(await (await fetch(response.tracks[0]?.href ?? '')).text()).toBe('WEBVTT')
  })

  it('can be watched while it is published, and then only', async () => {
    await using server = await startTestBbb({ recordingFormats: ['presentation', 'video'], framing: 'deny' })
    const { recordID, formats } = server.bbb.recordings.add({ meetingID: 'algebra-101', name: 'R&D <1>' })
    for (const { url } of formats) {
      const page = await fetch(url)
      expect([page.status, page.headers.get('content-security-policy')]).toEqual([200, "frame-ancestors 'none'"])
      expect(await page.text()).toContain('<h1>R&amp;D &lt;1&gt;</h1>')
    }
    const image = await fetch(formats[0]?.images[0]?.url ?? '')
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/png'])
    await server.call('publishRecordings', { recordID, publish: 'false' })
    expect((await fetch(formats[0]?.url ?? '')).status).toBe(404)
  })
})

describe('getRecordings', () => {
  const prefix = 'a924781796a25ae5afd3c6c97a3563ec1d9f365f'

  it('finds by meeting, by id and by prefix, the ids counting more', async () => {
    await using server = await startTestBbb()
    for (const startTime of [1, 2]) server.bbb.recordings.add({ meetingID: 'algebra-101', startTime })
    server.bbb.recordings.add({ meetingID: 'geometry', startTime: 3 })
    expect(idsIn(await list(server, { meetingID: 'algebra-101' }))).toHaveLength(2)
    expect(idsIn(await list(server, { meetingID: 'algebra-101,geometry' }))).toHaveLength(3)
    expect(idsIn(await list(server, { recordID: prefix }))).toEqual([`${prefix}-1`, `${prefix}-2`])
    expect(idsIn(await list(server, { recordID: `${prefix}-2`, meetingID: 'geometry' }))).toEqual([`${prefix}-2`])
  })

  it('filters by all metadata keys, with % for any text', async () => {
    await using server = await startTestBbb()
    server.bbb.recordings.add({ meetingID: 'one', metadata: { 'bbb-origin': 'myapp', term: '2025-2' } })
    server.bbb.recordings.add({ meetingID: 'two', metadata: { 'bbb-origin': 'myapp', term: '2026-1' } })
    const found = async (parameters: Record<string, string>) => idsIn(await list(server, parameters)).length
    expect(await found({ 'meta_bbb-origin': 'myapp' })).toBe(2)
    expect(await found({ 'meta_bbb-origin': 'myapp', meta_term: '2025%' })).toBe(1)
    expect(await found({ meta_term: '%-_' })).toBe(0)
    expect(await found({ meta_term: '%02%1' })).toBe(1)
    expect(await found({ meta_meetingId: 'two' })).toBe(1)
    expect(await found({ 'meta_bbb-origin': 'other', meta_term: '2025-2' })).toBe(0)
  })

  it('pages, with the total where the version puts it', async () => {
    for (const quirks of [[], ['nested-pagination']] as const) {
      await using server = await startTestBbb({ quirks })
      for (let at = 0; at < 5; at += 1) server.bbb.recordings.add({ meetingID: 'algebra-101', startTime: at })
      const page = await list(server, { offset: '3', limit: '10' })
      expect(idsIn(page)).toEqual([`${prefix}-3`, `${prefix}-4`])
      expect(page).toContain(
        quirks.length === 0
          ? '          <totalElements>5</totalElements>\n'
          : '<totalElements>2</totalElements></pagination>',
      )
      expect(await list(server)).not.toContain('totalElements')
      expect(await list(server, { limit: '101' })).toContain('validationError')
    }
  })

  it('finds nothing without an id where the operator does not allow it', async () => {
    await using server = await startTestBbb({ allowFetchAllRecordings: false })
    server.bbb.recordings.add({ meetingID: 'algebra-101' })
    expect(await list(server)).toContain('noRecordings')
    expect(idsIn(await list(server, { meetingID: 'algebra-101' }))).toHaveLength(1)
  })
})
