import type { Recording } from '@bbb-room/bff-api'
import { afterEach, describe, expect, it } from 'vitest'
import { holdRecording } from '../../domain/recordings/hold-recording.ts'
import { eventually, problemOf, startBff, type TestBff, type TestBffOptions } from '../start-bff.test-support.ts'
import { list, pupil, record, teacher } from './recordings.test-support.ts'

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function start(options: TestBffOptions = {}): Promise<{ test: TestBff; recording: Recording }> {
  const test = (running = await startBff(options))
  await test.declare('maths', { record: true })
  return { test, recording: await record(test) }
}

const withoutTrash: TestBffOptions = { tenants: { acme: { retention: { trashDays: 0 } } } }
const day = 24 * 3600_000

describe('recordings', () => {
  it('lists what can be played, without any address', async () => {
    const { test, recording } = await start()
    expect(recording).toMatchObject({ room: 'maths', state: 'published', can: { play: true, manage: true } })
    expect(recording.formats).toMatchObject([{ type: 'presentation' }])
    const [forPupil] = await list(test, pupil)
    expect(forPupil).toMatchObject({ id: recording.id, can: { play: true, manage: false } })
    const answer = await test.request('GET', '/rooms/maths/recordings', { as: pupil })
    expect(await answer.text()).not.toMatch(/playback|recordID|internal/)
  })

  it('plays through a ticket and a launch, once, audited', async () => {
    const { test, recording } = await start()
    const answer = await test.request('POST', `/recordings/${recording.id}/playback`, { as: pupil, body: {} })
    const { ticket } = (await answer.json()) as { ticket: string }
    const launched = await test.launch(ticket)
    expect(launched.status).toBe(303)
    const location = new URL(launched.headers.get('Location')!)
    expect(location.origin).toBe(new URL(test.bbb.baseUrl).origin)
    expect((await test.launch(ticket)).status).toBe(403)
    const rows = await test.store.withTenant('acme', ({ audit }) => audit.list(0, 100))
    expect(rows.filter((row) => row.action === 'recording:play')).toMatchObject([{ recordingId: recording.id }])
  })

  it('takes recordings of a server that names them as it likes', async () => {
    const { test, recording } = await start({ bbb: { profile: 'b3lb' } })
    expect(recording).toMatchObject({ state: 'published', can: { play: true } })
    const path = `/recordings/${recording.id}`
    const hidden = await test.request('PATCH', path, { as: teacher, body: { published: false } })
    expect(await hidden.json()).toMatchObject({ state: 'unpublished' })
    expect(test.bbb.recordings.all()[0]?.state).toBe('unpublished')
  })

  it('REC-2: somebody without the right is told what somebody is told for no recording at all', async () => {
    const { test, recording } = await start()
    const people = [
      { ...pupil, scope: 'room:join' },
      { ...pupil, room: 'physics' },
    ]
    for (const as of people) {
      const refused = await problemOf(test.request('POST', `/recordings/${recording.id}/playback`, { as, body: {} }))
      const nowhere = await problemOf(test.request('POST', '/recordings/nowhere/playback', { as, body: {} }))
      expect({ ...refused, request_id: '' }).toEqual({ ...nowhere, request_id: '' })
      expect(refused.status).toBe(404)
    }
  })

  it('REC-3: never leads to a host that is not registered, whatever BBB says', async () => {
    const test = (running = await startBff({
      tenants: { acme: { playbackOrigins: ['https://recordings.example'] } },
    }))
    await test.declare('maths', { record: true })
    const recording = await record(test)
    expect(recording).toMatchObject({ formats: [], thumbnails: [], can: { play: false } })
    const answer = test.request('POST', `/recordings/${recording.id}/playback`, { as: teacher, body: {} })
    expect((await problemOf(answer)).status).toBe(404)
  })

  it('REC-4: only those who may manage change or delete', async () => {
    const { test, recording } = await start()
    const people = [pupil, { ...pupil, scope: 'recording:manage' }, { ...teacher, scope: 'room:join recording:read' }]
    test.bbb.journal.clear()
    for (const as of people) {
      for (const [method, body] of [
        ['PATCH', { name: 'x' }],
        ['DELETE', undefined],
      ] as const) {
        const answer = await test.request(method, `/recordings/${recording.id}`, { as, ...(body && { body }) })
        expect(answer.status, `${method} ${JSON.stringify(as)}`).toBe(403)
      }
    }
    expect(test.bbb.journal.count('updateRecordings') + test.bbb.journal.count('deleteRecordings')).toBe(0)
  })

  it('unpublishes, renames and publishes, each time with what BBB then says', async () => {
    const { test, recording } = await start()
    const patch = async (body: object) =>
      (await (await test.request('PATCH', `/recordings/${recording.id}`, { as: teacher, body })).json()) as Recording
    expect(await patch({ published: false })).toMatchObject({ state: 'unpublished', published: false })
    expect(await list(test, pupil)).toEqual([])
    expect(await list(test, teacher)).toHaveLength(1)
    expect(await patch({ name: 'Week 3' })).toMatchObject({ name: 'Week 3' })
    expect(await patch({ published: true })).toMatchObject({ state: 'published', name: 'Week 3' })
  })

  it('asks BBB once for each kind of change and once for what became of it, more often only while BBB works on it', async () => {
    const { test, recording } = await start({ bbb: { profile: 'scalelite' } })
    const { recordID } = test.bbb.recordings.all()[0]!
    const calls = async (body: object) => {
      const later = test.clock.now() + day // so that the worker asks for nothing meanwhile
      await test.store.withTenant('acme', ({ recordings }) => recordings.lookSoon(recordID, later))
      test.bbb.journal.clear()
      await test.request('PATCH', `/recordings/${recording.id}`, { as: teacher, body })
      return test.bbb.journal.entries.map(({ call }) => call)
    }
    const all = { published: false, protected: true, name: 'Week  3' }
    expect(await calls(all)).toEqual(['publishRecordings', 'updateRecordings', 'updateRecordings', 'getRecordings'])
    expect(await calls({ published: true })).toEqual(['publishRecordings', 'getRecordings'])
    test.bbb.faults.next('publishRecordings', { kind: 'pretend' })
    const pretended = await calls({ published: false })
    expect(pretended).toEqual(['publishRecordings', ...Array<string>(5).fill('getRecordings')])
  })

  it('shows what BBB showed last where BBB took a change and cannot be asked, and follows as soon as it can', async () => {
    const { test, recording } = await start()
    const path = `/recordings/${recording.id}`
    test.bbb.faults.always('getRecordings', { kind: 'status', status: 500 })
    const answer = await test.request('PATCH', path, { as: teacher, body: { published: false } })
    expect([answer.status, await answer.json()]).toMatchObject([200, { state: 'published' }])
    const batch = { action: 'publish', ids: [recording.id] }
    expect((await test.request('POST', '/rooms/maths/recordings/batch', { as: teacher, body: batch })).status).toBe(200)
    await test.request('PATCH', path, { as: teacher, body: { published: false } })
    test.bbb.faults.clear()
    await eventually(
      () => {
        test.clock.advance(21_000)
        return list(test, teacher)
      },
      ([first]) => first?.state === 'unpublished',
    )
  })

  it('describes in a closed list of texts, each as BBB then has it; an empty one is taken away', async () => {
    const { test, recording } = await start()
    const path = `/recordings/${recording.id}`
    const patch = async (body: object) =>
      (await (await test.request('PATCH', path, { as: teacher, body })).json()) as Recording
    const texts = { name: 'Week 3', description: 'Roots & powers', presenter: 'Ms Noether', subject: 'Algebra' }
    expect(await patch({ ...texts, description: ' Roots & powers ' })).toMatchObject(texts)
    expect((await list(test, pupil))[0]).toMatchObject(texts)
    const atBbb = () => Object.fromEntries(test.bbb.recordings.all()[0]!.metadata)
    expect(atBbb()).toMatchObject({ name: 'Week 3', presenter: 'Ms Noether', subject: 'Algebra' })
    expect(await patch({ presenter: '', subject: 'Rings' })).toMatchObject({ presenter: null, subject: 'Rings' })
    expect(atBbb()).not.toHaveProperty('presenter')
    const before = atBbb()
    for (const field of ['meta', 'meetingId', 'endcallbackurl', 'bbb-recording-ready-url', 'gl-listed', 'isBreakout']) {
      const answer = await problemOf(test.request('PATCH', path, { as: teacher, body: { [field]: 'x' } }))
      expect(answer.code, field).toBe('INVALID_REQUEST')
    }
    for (const body of [
      { name: '' },
      { name: 'a\u0000' },
      { subject: 'a\ud800' },
      { presenter: 'x'.repeat(256) },
      {},
    ]) {
      const answer = await problemOf(test.request('PATCH', path, { as: teacher, body }))
      expect(answer.code, JSON.stringify(body)).toBe('INVALID_REQUEST')
    }
    expect(atBbb()).toEqual(before)
  })

  it('says what BBB says where it keeps a text otherwise than it was sent, or not at all', async () => {
    const { test, recording } = await start()
    test.bbb.faults.next('updateRecordings', { kind: 'pretend' })
    const answer = await test.request('PATCH', `/recordings/${recording.id}`, { as: teacher, body: { name: 'Week 3' } })
    expect(await answer.json()).toMatchObject({ name: 'Maths' })
    test.bbb.recordings.all()[0]!.metadata.set('Presenter', 'y'.repeat(5000))
    test.clock.advance(3_100)
    const [seen] = await eventually(
      () => list(test, pupil),
      ([first]) => first?.presenter !== null,
    )
    expect(seen?.presenter).toBe('y'.repeat(255))
  })

  it('protects where the server can, as it then confirms, and says plainly where it cannot', async () => {
    const { test, recording } = await start({ bbb: { profile: 'scalelite' } })
    expect(recording).toMatchObject({ protected: false, can: { protect: true } })
    const patch = async (body: object) =>
      (await (await test.request('PATCH', `/recordings/${recording.id}`, { as: teacher, body })).json()) as Recording
    expect(await patch({ protected: true })).toMatchObject({ protected: true })
    expect((await list(test, pupil))[0]).toMatchObject({ protected: true, can: { protect: false } })
    test.bbb.faults.next('updateRecordings', { kind: 'pretend' })
    expect(await patch({ protected: false })).toMatchObject({ protected: true })
    expect(await patch({ protected: false })).toMatchObject({ protected: false })
    await running?.close()

    const plain = await start()
    expect(plain.recording).toMatchObject({ protected: null, can: { protect: false } })
    plain.test.bbb.journal.clear()
    for (const isProtected of [true, false]) {
      const body = { protected: isProtected, published: false }
      const answer = plain.test.request('PATCH', `/recordings/${plain.recording.id}`, { as: teacher, body })
      expect(await problemOf(answer)).toMatchObject({ status: 501, code: 'NOT_SUPPORTED_BY_BBB' })
    }
    expect(plain.test.bbb.journal.count('publishRecordings')).toBe(0)
  })

  it('LOG-3: writes one audit row for each change, under a pseudonym, and one for what BBB confirms', async () => {
    const { test, recording } = await start(withoutTrash)
    const path = `/recordings/${recording.id}`
    await test.request('PATCH', path, { as: teacher, body: { published: false, name: 'Week 3' } })
    await test.request('DELETE', path, { as: teacher })
    const rows = await test.store.withTenant('acme', ({ audit }) => audit.list(0, 100))
    const { actor } = rows.find(({ action }) => action === 'meeting:join')!
    expect(actor).not.toContain('teacher')
    const about = { roomId: 'maths', recordingId: recording.id }
    expect(rows.filter(({ action }) => action.startsWith('recording:'))).toMatchObject([
      { ...about, action: 'recording:change', actor, detail: { fields: 'name published' } },
      { ...about, action: 'recording:delete', actor },
      {
        ...about,
        action: 'recording:deleted',
        actor: 'bbb',
        detail: { reason: 'asked', confirmation: 'bbb-says-deleted' },
      },
    ])
  })

  it('REC-5: says deleting until BBB confirms, and repeats what BBB forgets', async () => {
    const { test, recording } = await start(withoutTrash)
    test.bbb.faults.next('deleteRecordings', { kind: 'pretend' })
    const answer = await test.request('DELETE', `/recordings/${recording.id}`, { as: teacher })
    expect(await answer.json()).toMatchObject({ state: 'deleting' })
    expect(await list(test, pupil)).toEqual([])
    const gone = await eventually(
      async () => {
        test.clock.advance(15_000)
        return (await test.request('DELETE', `/recordings/${recording.id}`, { as: teacher })).status
      },
      (status) => status === 404,
    )
    expect(gone).toBe(404)
    expect(await list(test, teacher)).toEqual([])
    expect(test.bbb.journal.count('deleteRecordings')).toBeGreaterThanOrEqual(2)
  })

  it('REC-6: no error of BBB makes a recording look gone; absence counts when confirmed ten minutes later', async () => {
    const { test } = await start()
    const pause = () => new Promise((resolve) => setTimeout(resolve, 150))
    const failed =
      '<response><returncode>FAILED</returncode><recordings/><messageKey>noRecordings</messageKey></response>'
    for (const fault of [
      { kind: 'status', status: 500 },
      { kind: 'html' },
      { kind: 'cut', atByte: 120, cleanly: true },
      { kind: 'checksumError' },
      { kind: 'empty' },
      { kind: 'body', body: failed },
    ] as const) {
      test.bbb.faults.always('getRecordings', fault)
      const asked = test.bbb.journal.count('getRecordings')
      test.clock.advance(2 * 3600_000)
      await eventually(
        () => {
          test.clock.advance(21_000) // after five failures BBB is left alone for a while
          return Promise.resolve(test.bbb.journal.count('getRecordings'))
        },
        (count) => count > asked,
        12_000,
      )
      await pause()
      test.bbb.faults.clear()
    }
    expect((await list(test, teacher))[0]?.state).toBe('published')
    const none =
      '<response><returncode>SUCCESS</returncode><recordings/><messageKey>noRecordings</messageKey></response>'
    test.bbb.faults.always('getRecordings', { kind: 'body', body: none })
    const states = new Set<string>()
    await eventually(
      async () => {
        test.clock.advance(6 * 60_000)
        await pause()
        const [now] = await list(test, teacher)
        states.add(now?.state ?? 'none')
        return now
      },
      (now) => now?.state === 'missing',
      15_000,
    )
    expect([...states]).toEqual(['published', 'missing'])
  }, 40_000)

  it('REC-1, TENANT-7: drops what BBB lists beyond what was asked for, and counts it', async () => {
    const { test } = await start()
    test.bbb.faults.always('getRecordings', { kind: 'foreignRecordings' })
    test.clock.advance(2 * 3600_000)
    await eventually(
      () => Promise.resolve(test.counted.filter((line) => line.startsWith('bbb_room_recordings_dropped_total'))),
      (lines) => lines.length > 0,
    )
    expect(await list(test, teacher)).toHaveLength(1)
  })

  it('refuses a cursor that is not ours', async () => {
    const { test } = await start()
    const answer = test.request('GET', '/rooms/maths/recordings?cursor=x', { as: teacher })
    expect(await problemOf(answer)).toMatchObject({ status: 400, errors: [{ path: 'cursor' }] })
  })

  const deletions = (test: TestBff) => test.bbb.journal.count('deleteRecordings')
  const auditOf = async (test: TestBff) =>
    (await test.store.withTenant('acme', ({ audit }) => audit.list(0, 1000)))
      .filter(({ action }) => action.startsWith('recording:'))
      .map(({ action, actor, detail }) => ({ action, actor, detail }))
  const stateAtBbb = (test: TestBff) => [...test.bbb.recordings.all()][0]?.state

  it('undoes a deletion within the trash period: BBB hid it, and shows it again', async () => {
    const { test, recording } = await start()
    const path = `/recordings/${recording.id}`
    const deleted = (await (await test.request('DELETE', path, { as: teacher })).json()) as Recording
    expect(deleted).toMatchObject({ state: 'deleting', can: { play: false } })
    expect(Date.parse(deleted.restorable_until!) - test.clock.now()).toBeGreaterThan(6.9 * day)
    expect(stateAtBbb(test)).toBe('unpublished')
    expect(await list(test, pupil)).toEqual([])
    const played = test.request('POST', `${path}/playback`, { as: pupil, body: {} })
    expect((await problemOf(played)).status).toBe(404)
    const again = (await (await test.request('DELETE', path, { as: teacher })).json()) as Recording
    expect(again.restorable_until).toBe(deleted.restorable_until)

    expect((await test.request('POST', `${path}/restore`, { as: pupil })).status).toBe(403)
    const restored = await test.request('POST', `${path}/restore`, { as: teacher })
    expect(await restored.json()).toMatchObject({ state: 'published', restorable_until: null })
    expect(await list(test, pupil)).toMatchObject([{ id: recording.id, can: { play: true } }])
    expect((await problemOf(test.request('POST', `${path}/restore`, { as: teacher }))).code).toBe('CONFLICT')
    expect(deletions(test)).toBe(0)
    expect((await auditOf(test)).map(({ action }) => action)).toEqual(['recording:delete', 'recording:restore'])
  })

  it('keeps a recording hidden that was not published when it was deleted', async () => {
    const { test, recording } = await start()
    const path = `/recordings/${recording.id}`
    await test.request('PATCH', path, { as: teacher, body: { published: false } })
    await test.request('DELETE', path, { as: teacher })
    const restored = await test.request('POST', `${path}/restore`, { as: teacher })
    expect(await restored.json()).toMatchObject({ state: 'unpublished' })
    expect(stateAtBbb(test)).toBe('unpublished')
  })

  it('REC-5: with BBB away, what was decided is done when it is back: hidden, restored and at last deleted', async () => {
    const { test, recording } = await start()
    const path = `/recordings/${recording.id}`
    test.bbb.faults.always('publishRecordings', { kind: 'status', status: 500 })
    expect(await (await test.request('DELETE', path, { as: teacher })).json()).toMatchObject({ state: 'deleting' })
    expect(stateAtBbb(test)).toBe('published')
    test.bbb.faults.clear()
    const until = (state: string) =>
      eventually(
        () => {
          test.clock.advance(21_000)
          return Promise.resolve(stateAtBbb(test))
        },
        (now) => now === state,
      )
    await until('unpublished')
    test.bbb.faults.always('publishRecordings', { kind: 'status', status: 500 })
    expect((await test.request('POST', `${path}/restore`, { as: teacher })).status).toBe(200)
    test.bbb.faults.clear()
    await until('published')
    await test.request('DELETE', path, { as: teacher })
    expect(deletions(test)).toBe(0)
    test.clock.advance(7 * day)
    await until('deleted')
    await eventually(
      async () => (await test.request('POST', `${path}/restore`, { as: teacher })).status,
      (status) => status === 404,
    )
  })

  it('REC-8: deletes at the tenant’s age limit through BBB, with the proof in the audit log', async () => {
    const test = (running = await startBff({ tenants: { acme: { retention: { recordingDays: 30 } } } }))
    await test.declare('maths', { record: true })
    const recording = await record(test)
    test.clock.advance(29 * day)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await list(test, teacher)).toMatchObject([{ state: 'published' }])
    test.clock.advance(day)
    const rows = await eventually(
      () => {
        test.clock.advance(61_000)
        return auditOf(test)
      },
      (found) => found.some(({ action }) => action === 'recording:deleted'),
    )
    expect(rows).toMatchObject([
      { action: 'recording:expire', actor: 'retention', detail: { retentionDays: 30 } },
      { action: 'recording:deleted', actor: 'bbb', detail: { reason: 'retention', confirmation: 'bbb-says-deleted' } },
    ])
    expect(stateAtBbb(test)).toBe('deleted')
    expect(test.counted.some((line) => line.startsWith('bbb_room_recordings_expired_total'))).toBe(true)
    const line = await test.store.withTenant('acme', ({ recordings }) => recordings.get(recording.id))
    expect(line).toMatchObject({ state: 'deleted', name: null, formats: [] })
  }, 15_000)

  it('REC-8: nothing deletes what is on legal hold, until it is released', async () => {
    const test = (running = await startBff({ tenants: { acme: { retention: { recordingDays: 30, trashDays: 1 } } } }))
    await test.declare('maths', { record: true })
    const { id } = await record(test)
    const hold = (isHeld: boolean, tenant = 'acme') => holdRecording(test.store, tenant, id, isHeld)
    expect(await hold(true, 'other')).toBe('unknown')
    expect(await hold(true)).toBe('held')
    expect(await hold(true)).toBe('unchanged')
    expect(await problemOf(test.request('DELETE', `/recordings/${id}`, { as: teacher }))).toMatchObject({ status: 409 })
    const pass = async (time: number) => {
      test.clock.advance(time)
      for (let n = 0; n < 5; n++) {
        test.clock.advance(61_000)
        await new Promise((resolve) => setTimeout(resolve, 60))
      }
    }
    await pass(40 * day)
    expect(stateAtBbb(test)).toBe('published')
    expect(deletions(test)).toBe(0)
    expect(await hold(false)).toBe('released')
    await eventually(
      () => {
        test.clock.advance(61_000)
        return Promise.resolve(stateAtBbb(test))
      },
      (state) => state === 'deleted',
    )
    await eventually(
      () => auditOf(test),
      (rows) => rows.at(-1)?.action === 'recording:deleted',
    )
    expect(await hold(true)).toBe('too-late')
    expect((await auditOf(test)).map(({ action, actor }) => `${action} ${actor}`)).toEqual([
      'recording:hold operator',
      'recording:release operator',
      'recording:expire retention',
      'recording:deleted bbb',
    ])
  }, 15_000)

  it('REC-8: a hold keeps what is in the trash beyond its period', async () => {
    const { test, recording } = await start()
    await test.request('DELETE', `/recordings/${recording.id}`, { as: teacher })
    expect(await holdRecording(test.store, 'acme', recording.id, true)).toBe('held')
    for (const time of [8 * day, 21_000, 21_000]) {
      test.clock.advance(time)
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
    expect([deletions(test), stateAtBbb(test)]).toEqual([0, 'unpublished'])
  })
})
