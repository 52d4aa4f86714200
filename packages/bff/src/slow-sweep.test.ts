import type { RoomInfo } from '@bbb-room/bff-api'
import { afterEach, expect, it } from 'vitest'
import { expectedRecording } from './domain/recordings/ledger.ts'
import { startMovedReplicas, type MovedReplicas } from './moved-replicas.test-support.ts'
import { sendReady, signJwt } from './routes/callbacks/sign-callbacks.test-support.ts'

const seconds = 1000
const teacher = { sub: 'teacher', role: 'moderator' } as const
/** As long as a list of BBB may take before it is given up. */
const slowMs = 8 * seconds

let school: MovedReplicas | undefined
afterEach(async () => {
  const stopped = school?.close()
  await school?.clock.advance(slowMs)
  await stopped
  school = undefined
})

const stateOf = async ({ replicas }: MovedReplicas, room: string) =>
  ((await (await replicas[0]!.request('GET', `/rooms/${room}`, { as: { room } })).json()) as RoomInfo).state

it('R-55: classes begin and end as promptly while BBB takes eight seconds for each list of recordings, and what it tells of is first', async () => {
  let lists = 0
  school = await startMovedReplicas({
    replicas: 1,
    bbb: { callbacks: 'block' },
    wrapGateway: (gateway, clock) => ({
      ...gateway,
      async findRecordings(meetingIDs) {
        lists++
        await clock.sleep(slowMs)
        return gateway.findRecordings(meetingIDs)
      },
    }),
  })
  const { clock, bbb, store, replicas } = school
  await replicas[0]!.declare('history')
  await replicas[0]!.enter(teacher, 'history')
  const told = 'record-900'
  const { meeting } = (await store.withTenant('acme', ({ rooms }) => rooms.look('history')))!
  const { meetingID } = meeting!
  await store.withTenant('acme', async ({ recordings }) => {
    for (let n = 0; n < 1000; n++) {
      const line = expectedRecording(`recording-${n}`, meeting!, clock.now())
      await recordings.expect({ ...line, recordID: `record-${n}`, nextLookAt: clock.now() })
    }
  })
  bbb.recordings.add({ meetingID, recordID: told })
  /** Until a list has just begun: nothing could have to wait for longer. */
  const untilListed = async () => {
    for (const before = lists; lists === before;) await clock.advance(100)
  }
  for (let n = 0; n < 3; n++) await untilListed()

  await replicas[0]!.declare('maths')
  const location = await replicas[0]!.enter(teacher, 'maths')
  await clock.advance(5 * seconds)
  expect(await stateOf(school, 'maths')).toBe('running')

  await untilListed()
  bbb.endMeeting(location.searchParams.get('meetingID')!)
  await bbb.settled()
  const { pathname } = new URL(bbb.callbacks.sent.findLast(({ kind }) => kind === 'meeting-ended')!.url)
  const path = pathname.replace('/t/acme/v1', '')
  const ready = await sendReady(replicas[0]!, signJwt({ meeting_id: meetingID, record_id: told }))
  expect(ready.status).toBe(204)
  await clock.advance(100)
  expect((await replicas[0]!.request('GET', path, { as: null })).status).toBe(200)
  await clock.advance(5 * seconds)
  expect(await stateOf(school, 'maths')).toBe('ended')
  await clock.advance(2 * slowMs)
  const line = await store.withTenant('acme', ({ recordings }) => recordings.findByRecordID(told))
  expect(line).toMatchObject({ state: 'published' })
}, 60_000)
