import type { RecordingList } from '@bbb-room/bff-api'
import { afterEach, describe, expect, it } from 'vitest'
import { expectedRecording } from './domain/recordings/ledger.ts'
import type { Meeting } from './ports/store.ts'
import { eventually, startBff, type TestBff } from './routes/start-bff.test-support.ts'

/** `BBB_ROOM_RECORDINGS=full` has ten thousand recordings, and BBB take 10 ms for each; without it, some hundreds. */
const isFull = process.env['BBB_ROOM_RECORDINGS'] === 'full'
const count = isFull ? 10_000 : 300
const listingMsPerRecording = isFull ? 10 : 1
const rooms = 20

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

const teacher = { sub: 'teacher', role: 'moderator' } as const

/** Recordings that BBB has had for long, and that are all due to be looked at. */
async function fill(test: TestBff): Promise<void> {
  const startedAt = test.clock.now() - 10 * 24 * 3600_000
  for (let n = 0; n < rooms; n++) for (const room of [`room-${n}`, `class-${n}`]) await test.declare(room)
  await test.store.withTenant('acme', async ({ meetings, recordings }) => {
    for (let n = 0; n < count; n++) {
      const [meetingRowId, meetingID, roomId] = [`row-${n}`, `meeting-${n}`, `room-${n % rooms}`]
      const { recordID } = test.bbb.recordings.add({ meetingID, name: `Lesson ${n}` })
      const row = { meetingRowId, roomId, meetingID, fence: n + 1, parameters: { name: 'Maths', record: true } }
      await meetings.insert({ ...row, createdAt: startedAt, nextLookAt: startedAt })
      await meetings.change(meetingRowId, ['creating'], { state: 'ended', nextLookAt: null })
      const meeting = { ...row, made: { createTime: 1, internalMeetingID: recordID }, startedAt } as unknown as Meeting
      await recordings.expect(expectedRecording(`recording-${n}`, meeting, startedAt + n))
    }
  })
}

const listOf = async (test: TestBff, room: string) =>
  (await (await test.request('GET', `/rooms/${room}/recordings`, { as: { ...teacher, room } })).json()) as RecordingList

/** How many are known as BBB has them. */
async function followed(test: TestBff): Promise<number> {
  let known = 0
  for (let n = 0; n < rooms; n++) {
    known += await test.store.withTenant('acme', async ({ recordings }) => {
      const lines = await recordings.listOfRoom(`room-${n}`, { states: ['published'], limit: count })
      return lines.filter(({ recordingId, name }) => name === `Lesson ${recordingId.slice('recording-'.length)}`).length
    })
  }
  return known
}

describe(`${count} recordings on a slow server`, () => {
  it(
    'R-55: are swept by our own ids, at most 25 a call, while people join and read lists',
    async () => {
      const test = (running = await startBff({
        isWorking: false,
        bbb: { listingMsPerRecording, journalLimit: 100_000 },
      }))
      await fill(test)
      const sweptAt = Date.now()
      await test.bff.start()
      const joins: number[] = []
      await eventually(
        async () => {
          const askedAt = performance.now()
          await test.join(teacher, `class-${joins.length % rooms}`)
          joins.push(performance.now() - askedAt)
          await listOf(test, 'room-1')
          return followed(test)
        },
        (known) => known === count,
        isFull ? 580_000 : 30_000,
      )
      const questions = test.bbb.journal.of('getRecordings')
      const sizes = questions.map(({ params }) => (params['meetingID'] ?? '').split(',').filter(Boolean).length)
      expect(Math.min(...sizes)).toBeGreaterThan(0)
      expect(Math.max(...sizes)).toBeLessThanOrEqual(25)
      expect(questions.length).toBeGreaterThanOrEqual(count / 25)
      expect(test.counted.filter((line) => line.includes('reconcile_failures'))).toEqual([])
      if (isFull) {
        const sorted = joins.sort((a, b) => a - b)
        const [median, slowest] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((ms) => ms?.toFixed(0))
        process.stdout.write(
          `${count} recordings, ${questions.length} calls, ${Date.now() - sweptAt} ms; ${joins.length} joins, median ${median} ms, slowest ${slowest} ms\n`,
        )
      }
    },
    isFull ? 600_000 : 40_000,
  )

  it('R-1: are listed from our own store while BBB hangs', { timeout: isFull ? 60_000 : 20_000 }, async () => {
    const test = (running = await startBff({ bbb: { recordingDelayMs: { processing: 1, published: 1 } } }))
    test.bbb.faults.always('getRecordings', { kind: 'hang' })
    await fill(test)
    const { recordings, next } = await listOf(test, 'room-1')
    expect(recordings.length).toBe(Math.min(50, count / rooms))
    expect(next === null).toBe(count / rooms <= 50)
    expect(recordings[0]).toMatchObject({ state: 'expected', can: { manage: true } })
  })
})
