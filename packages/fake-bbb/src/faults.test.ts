import { describe, expect, it } from 'vitest'
import { read, startTestBbb } from './client.test-support.ts'

describe('faults', () => {
  it('meet the next calls in their order, then those that stand, until cleared', async () => {
    await using server = await startTestBbb()
    const { faults, journal } = server.bbb
    faults.always('getMeetings', { kind: 'status', status: 503, retryAfter: 7 })
    faults.next('getMeetings', { kind: 'status', status: 500 })
    faults.times(2, '*', { kind: 'status', status: 429 })
    const statuses: number[] = []
    for (let time = 0; time < 4; time += 1) statuses.push((await server.call('getMeetings')).status)
    expect(statuses).toEqual([500, 429, 429, 503])
    expect((await server.call('getMeetings')).headers.get('retry-after')).toBe('7')
    faults.clear('getMeetings')
    expect((await server.call('getMeetings')).status).toBe(200)
    expect(journal.of('getMeetings').map(({ fault }) => fault)).toEqual([
      'status',
      'status',
      'status',
      'status',
      'status',
      undefined,
    ])
  })

  it('keep a call from the server, or only its answer from the client', async () => {
    await using server = await startTestBbb()
    server.bbb.faults.next('create', { kind: 'status', status: 502 })
    await server.create('one')
    server.bbb.faults.next('create', { kind: 'status', status: 502, effect: 'done' })
    await server.create('two')
    server.bbb.faults.next('create', { kind: 'cut', atByte: 40, effect: 'done' })
    await expect(server.create('three')).rejects.toThrow()
    server.bbb.faults.next('create', { kind: 'reset', effect: 'done' })
    await expect(server.create('four')).rejects.toThrow()
    expect(server.bbb.meetings.all().map(({ meetingID }) => meetingID)).toEqual(['two', 'three', 'four'])
  })

  it('cut answers, drip them, empty them and put pages in their place', async () => {
    await using server = await startTestBbb()
    const { faults } = server.bbb
    const whole = (await server.call('getMeetings')).text
    const withFault = async (fault: Parameters<typeof faults.next>[1]) => {
      faults.next('getMeetings', fault)
      return read(await fetch(server.urlOf('getMeetings'), { redirect: 'manual' }))
    }
    expect((await withFault({ kind: 'cut', atByte: 30, cleanly: true })).text).toBe(whole.slice(0, 30))
    expect((await withFault({ kind: 'drip', everyMs: 0, bytes: 5 })).text).toBe(whole)
    expect((await withFault({ kind: 'empty' })).text).toBe('')
    expect((await withFault({ kind: 'html' })).text).toContain('<!DOCTYPE html>')
    expect((await withFault({ kind: 'body', body: '{', contentType: 'application/json' })).text).toBe('{')
    expect((await withFault({ kind: 'redirect', location: '/elsewhere' })).status).toBe(302)
    expect((await withFault({ kind: 'checksumError' })).value('messageKey')).toBe('checksumError')
    expect((await withFault({ kind: 'failed', messageKey: 'internalError' })).value('messageKey')).toBe('internalError')
  })

  it('delay an answer in real time, or hold it for ever', async () => {
    await using server = await startTestBbb()
    server.bbb.faults.next('getMeetings', { kind: 'delay', ms: 50 })
    const before = performance.now()
    await server.call('getMeetings')
    expect(performance.now() - before).toBeGreaterThanOrEqual(45)
    server.bbb.faults.next('getMeetings', { kind: 'hang' })
    await expect(server.call('getMeetings', {}, { signal: AbortSignal.timeout(80) })).rejects.toThrow(/timeout/)
  })

  it('close with the server while they hold an answer', async () => {
    const server = await startTestBbb()
    server.bbb.faults.next('getMeetings', { kind: 'delay', ms: 60_000 })
    const held = server.call('getMeetings').catch(() => 'cut')
    await server.bbb.journal.waitFor('getMeetings')
    await server.bbb.close()
    expect(await held).toBe('cut')
  })

  it('answer for another meeting', async () => {
    await using server = await startTestBbb()
    server.bbb.faults.always('*', { kind: 'answerForAnother', meetingID: 'mallory' })
    const created = await server.create('algebra-101')
    const info = await server.call('getMeetingInfo', { meetingID: 'algebra-101' })
    for (const reply of [created, info]) {
      expect(reply.value('meetingID')).toBe('mallory')
      expect(reply.value('internalMeetingID')).toMatch(/^[0-9a-f]{40}-1763935200123$/)
    }
    expect(server.bbb.meetings.get('algebra-101')).toBeDefined()
  })

  it('list recordings twice, or someone else’s', async () => {
    await using server = await startTestBbb()
    server.bbb.recordings.add({ meetingID: 'algebra-101' })
    const count = async () =>
      (await server.call('getRecordings', { meetingID: 'algebra-101' })).text.match(/<recording>/g)?.length
    server.bbb.faults.next('getRecordings', { kind: 'duplicates' })
    expect(await count()).toBe(2)
    server.bbb.faults.next('getRecordings', { kind: 'foreignRecordings' })
    expect(await count()).toBe(2)
    expect(await count()).toBe(1)
  })

  it('pretend to delete, publish and end', async () => {
    await using server = await startTestBbb()
    const { recordID, state } = server.bbb.recordings.add({ meetingID: 'algebra-101' })
    await server.create('algebra-101')
    server.bbb.faults.always('*', { kind: 'pretend' })
    expect((await server.call('deleteRecordings', { recordID })).value('deleted')).toBe('true')
    expect((await server.call('publishRecordings', { recordID, publish: 'false' })).value('published')).toBe('false')
    expect((await server.call('end', { meetingID: 'algebra-101' })).value('messageKey')).toBe('sentEndMeetingRequest')
    expect(server.bbb.recordings.get(recordID)?.state).toBe(state)
    expect(server.bbb.meetings.get('algebra-101')).toBeDefined()
  })

  it('meet pages as well', async () => {
    await using server = await startTestBbb()
    server.bbb.faults.next('page:front', { kind: 'status', status: 504 })
    expect((await fetch(server.bbb.url)).status).toBe(504)
  })
})
