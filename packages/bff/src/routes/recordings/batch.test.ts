import type { Recording, RecordingBatchAnswer } from '@bbb-room/bff-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdRecording } from '../../domain/recordings/hold-recording.ts'
import { expectedRecording } from '../../domain/recordings/ledger.ts'
import type { LedgerRecording, Meeting } from '../../ports/store.ts'
import { problemOf, startBff, type TestBff } from '../start-bff.test-support.ts'
import { list, pupil, teacher } from './recordings.test-support.ts'

let test: TestBff
beforeAll(async () => {
  test = await startBff({
    bbb: { profile: 'scalelite' },
    tenants: { acme: {}, other: {} },
    isWorking: false,
  })
  await test.declare('maths')
  await test.declare('physics')
  await test.declare('maths', {}, 'other')
})
afterAll(() => test.close())

let made = 0

/** A recording that is published at BBB, and known here. */
async function add(
  room = 'maths',
  tenant = 'acme',
  change: Partial<LedgerRecording> = {},
): Promise<{ id: string; atBbb: { state: string; protected: boolean | undefined } }> {
  made += 1
  const meetingID = `meeting-${made}`
  const atBbb = test.bbb.recordings.add({ meetingID, name: `Lesson ${made}`, protected: false })
  const meeting: Meeting = {
    meetingRowId: `row-${made}`,
    roomId: room,
    meetingID,
    state: 'ended',
    fence: made,
    parameters: { name: 'Maths', record: true },
    made: { createTime: 1, internalMeetingID: atBbb.recordID },
    createdAt: 0,
    startedAt: 0,
    endedAt: 1,
    moderatorSeenAt: 0,
    participantCount: 0,
    launchedAt: 0,
    endToldAt: null,
    nextLookAt: null,
    closeWatchUntil: null,
  }
  const line: LedgerRecording = {
    ...expectedRecording(`recording-${made}`, meeting, test.clock.now()),
    state: 'published',
    published: true,
    protected: false,
    ...change,
  }
  await test.store.withTenant(tenant, async ({ meetings, recordings }) => {
    const { meetingRowId, fence, parameters } = meeting
    const row = { meetingRowId, roomId: room, meetingID, fence, parameters, createdAt: 0, nextLookAt: 0 }
    await meetings.insert({ ...row })
    await meetings.change(meetingRowId, ['creating'], { state: 'ended', nextLookAt: null })
    await recordings.expect(line)
  })
  return { id: line.recordingId, atBbb }
}

const ask = (body: object, as: object = teacher, room = 'maths') =>
  test.request('POST', `/rooms/${room}/recordings/batch`, { as: { room, ...as }, body })
const answerOf = async (body: object) => ((await (await ask(body)).json()) as RecordingBatchAnswer).results
const changes = ['publishRecordings', 'updateRecordings', 'deleteRecordings']
const told = () => test.bbb.journal.entries.filter(({ call }) => changes.includes(call)).length
const rowsOf = async (id: string) =>
  (await test.store.withTenant('acme', ({ audit }) => audit.list(0, 10_000))).filter((row) => row.recordingId === id)

describe('several recordings at once', () => {
  it('are published, protected, deleted and restored together, each as BBB then confirms it', async () => {
    const some = [await add(), await add(), await add()]
    const ids = some.map(({ id }) => id)
    test.bbb.journal.clear()
    const seen = async (action: string) => {
      const results = await answerOf({ action, ids })
      expect(results.map(({ id, code, detail }) => [id, code, detail])).toEqual(ids.map((id) => [id, null, null]))
      return [...new Set(results.map(({ recording }) => `${recording!.state} ${recording!.protected}`))].join()
    }
    expect(await seen('unpublish')).toBe('unpublished false')
    expect(some.map(({ atBbb }) => atBbb.state)).toEqual(['unpublished', 'unpublished', 'unpublished'])
    expect(await seen('publish')).toBe('published false')
    expect(await seen('protect')).toBe('published true')
    expect(await seen('unprotect')).toBe('published false')
    expect(told()).toBe(4)
    expect(await seen('delete')).toBe('deleting false')
    expect(some.map(({ atBbb }) => atBbb.state)).toEqual(['unpublished', 'unpublished', 'unpublished'])
    expect(await seen('restore')).toBe('published false')
    const actions = (await rowsOf(ids[0]!)).map(({ action }) => action)
    expect(actions).toEqual([...Array<string>(4).fill('recording:change'), 'recording:delete', 'recording:restore'])
  })

  it('TENANT-2: nothing is done unless every one is the room’s own, whatever else is asked for', async () => {
    const own = [await add(), await add()]
    const elsewhere = await add('physics')
    const foreign = await add('maths', 'other')
    const gone = await add('maths', 'acme', { state: 'deleted', published: false })
    const [first, second] = own.map(({ id }) => id) as [string, string]
    const missing = await problemOf(ask({ action: 'unpublish', ids: ['nowhere'] }))
    expect(missing).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    test.bbb.journal.clear()
    for (const action of ['publish', 'unpublish', 'protect', 'unprotect', 'delete', 'restore']) {
      for (const stranger of [foreign.id, elsewhere.id, gone.id, 'nowhere']) {
        for (const ids of [
          [first, stranger],
          [stranger, first],
          [first, stranger, second],
        ]) {
          const refused = await problemOf(ask({ action, ids }))
          expect({ ...refused, request_id: '' }, `${action} ${ids.join()}`).toEqual({ ...missing, request_id: '' })
        }
      }
    }
    expect(test.bbb.journal.entries).toEqual([])
    expect([...(await rowsOf(first)), ...(await rowsOf(second))]).toEqual([])
    expect(own.map(({ atBbb }) => atBbb.state)).toEqual(['published', 'published'])
    expect((await answerOf({ action: 'unpublish', ids: [first, second] })).map(({ code }) => code)).toEqual([
      null,
      null,
    ])
    expect(own.map(({ atBbb }) => atBbb.state)).toEqual(['unpublished', 'unpublished'])
  })

  it('TENANT-2: of 1 to 50 own ones with strangers among them, either all are changed or none', async () => {
    const own = []
    for (let n = 0; n < 50; n++) own.push(await add())
    const strangers = [(await add('maths', 'other')).id, (await add('physics')).id, 'nowhere']
    const stateOf = new Map(own.map(({ id, atBbb }) => [id, atBbb]))
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(
          own.map(({ id }) => id),
          { minLength: 1, maxLength: 50 },
        ),
        fc.array(fc.tuple(fc.nat(50), fc.constantFrom(...strangers)), { maxLength: 2 }),
        fc.boolean(),
        async (chosen, added, publish) => {
          const ids = [...chosen]
          for (const [place, stranger] of added) if (!ids.includes(stranger)) ids.splice(place, 0, stranger)
          fc.pre(ids.length <= 50)
          for (const id of chosen) stateOf.get(id)!.state = publish ? 'unpublished' : 'published'
          const { status } = await ask({ action: publish ? 'publish' : 'unpublish', ids })
          const isWhole = ids.length === chosen.length
          expect(status).toBe(isWhole ? 200 : 404)
          const after = new Set(chosen.map((id) => stateOf.get(id)!.state))
          expect([...after]).toEqual([publish === isWhole ? 'published' : 'unpublished'])
        },
      ),
      { numRuns: 40 },
    )
  }, 30_000)

  it('says of each why nothing could be done with it, and does the rest', async () => {
    const fit = await add()
    const held = await add()
    const awaited = await add('maths', 'acme', { state: 'processing', published: false })
    const plain = await add('maths', 'acme', { protected: null })
    await holdRecording(test.store, 'acme', held.id, true)
    const codes = async (action: string, ...some: { id: string }[]) =>
      (await answerOf({ action, ids: some.map(({ id }) => id) })).map(({ code }) => code)
    expect(await codes('protect', fit, plain, awaited)).toEqual([null, 'NOT_SUPPORTED_BY_BBB', 'CONFLICT'])
    expect(await codes('delete', held, fit)).toEqual(['CONFLICT', null])
    expect(await codes('restore', fit, held)).toEqual([null, 'CONFLICT'])
    expect(fit.atBbb.state).toBe('published')
  })

  it('REC-4: only those who may manage', async () => {
    const { id, atBbb } = await add()
    const people = [pupil, { ...pupil, scope: 'recording:manage' }, { ...teacher, scope: 'recording:read' }]
    for (const as of people) expect((await ask({ action: 'delete', ids: [id] }, as)).status).toBe(403)
    expect((await ask({ action: 'delete', ids: [id] }, teacher, 'physics')).status).toBe(404)
    expect(atBbb.state).toBe('published')
  })

  it('refuses none, more than fifty, the same twice, and other actions', async () => {
    const many = Array.from({ length: 51 }, (_, n) => `r${n}`)
    for (const body of [
      { action: 'delete', ids: [] },
      { action: 'delete', ids: many },
      { action: 'delete', ids: ['a', 'a'] },
      { action: 'end', ids: ['a'] },
      { action: 'delete', ids: ['a,b'] },
    ]) {
      expect((await problemOf(ask(body))).code, JSON.stringify(body).slice(0, 60)).toBe('INVALID_REQUEST')
    }
  })

  it('a decision holds with BBB away; what only BBB can do fails as a whole', async () => {
    const { id } = await add()
    test.bbb.faults.always('*', { kind: 'status', status: 502 })
    expect((await problemOf(ask({ action: 'unpublish', ids: [id] }))).code).toBe('BBB_UNAVAILABLE')
    expect(await answerOf({ action: 'delete', ids: [id] })).toMatchObject([{ recording: { state: 'deleting' } }])
    test.bbb.faults.clear()
    const line = (await list(test, teacher)).find((each: Recording) => each.id === id)
    expect(line).toMatchObject({ state: 'deleting', reason: 'asked' })
  })
})
