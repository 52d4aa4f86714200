import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './harness/eventually.ts'
import { postgresIsInstalled } from './harness/postgres.ts'
import { isFull } from './harness/profile.ts'
import { findViolations } from './invariants/find-violations.ts'
import { callbackFlow, deleteFlow, makeFlow, type Flow, type Stage } from './kills/flows.ts'
import { killedAt, restart, startStage, untilQuiet } from './kills/stage.ts'
import type { Failpoint } from './replica/failpoint.ts'

/** SECURITY's table of kills: a flow, and the moment at which the process is gone. */
const moments: [title: string, flow: Flow, point: Omit<Failpoint, 'then'>][] = [
  ['a callback verified, not stored', callbackFlow, { when: 'before', step: 'inbox.accept' }],
  ['a callback stored, not answered', callbackFlow, { when: 'after', step: 'commit inbox.accept' }],
  ['a callback answered, its work not begun', callbackFlow, { when: 'before', step: 'bbb getMeetingInfo' }],
  [
    'BBB asked about a meeting, its end not committed',
    callbackFlow,
    { when: 'before', step: 'commit recordings.expect' },
  ],
  ['the end committed, the inbox not marked', callbackFlow, { when: 'after', step: 'commit recordings.expect' }],
  ['BBB asked about a recording, nothing committed', callbackFlow, { when: 'before', step: 'commit recordings.save' }],
  ['a deletion asked for, not written down', deleteFlow, { when: 'before', step: 'commit recordings.save' }],
  ['`deleting` committed', deleteFlow, { when: 'after', step: 'commit recordings.save' }],
  ['BBB has deleted, the tombstone not written', deleteFlow, { when: 'after', step: 'bbb deleteRecordings' }],
  ['the tombstone written, nobody answered', deleteFlow, { when: 'before', step: 'answer DELETE /recordings/:id' }],
  ['a webhook committed with its change', callbackFlow, { when: 'after', step: 'commit webhooks.add' }],
  ['a webhook sent, not marked', callbackFlow, { when: 'before', step: 'commit webhooks.finish' }],
  ['a lease taken, BBB not asked', makeFlow, { when: 'before', step: 'bbb createClassroom' }],
  ['BBB’s answer read, not committed', makeFlow, { when: 'after', step: 'bbb createClassroom' }],
  ['a meeting committed, nobody answered', makeFlow, { when: 'before', step: 'answer POST /rooms/:id/join' }],
]

/** All of them on both databases; in short, half of them on each. */
const momentsOf = (half: 0 | 1) => moments.filter((_, nth) => isFull || nth % 2 === half)

describe.each([
  ['PostgreSQL, two replicas', 'postgres', postgresIsInstalled, momentsOf(0)],
  ['SQLite, one replica', 'sqlite', true, momentsOf(1)],
] as const)('R-25: kill −9 over %s', (_title, store, canRun, moments) => {
  describe.runIf(canRun)('at', () => {
    let stage: Stage & { close(): Promise<void> }
    const rooms = moments.map(([, flow], nth) => ({ flow, room: `kill-${nth}` }))
    beforeAll(async () => {
      stage = await startStage(store)
      await Promise.all(rooms.map(({ flow, room }) => flow.prepare(stage, room)))
    })
    afterAll(() => stage.close())

    it.each(moments)('%s', async (_moment, flow, point) => {
      const { room } = rooms[moments.findIndex(([, , each]) => each === point)]!
      const died = await killedAt(stage.world, point, () => flow.begin(stage, room), 10_000)
      expect(died).toBe(`${point.when} ${point.step}`)
      await flow.again(stage, room)
    })

    it('`create` done by BBB, its answer not read', async () => {
      const { world } = stage
      world.bbb.faults.next('create', { kind: 'hang', effect: 'done' })
      const asked = makeFlow.begin(stage, 'kill-unread')
      await eventually('BBB makes it', () => world.bbb.meetings.all().some(({ name }) => name === 'kill-unread'))
      await world.replicas[0]!.stop('SIGKILL')
      await asked
      await restart(world.replicas)
      await makeFlow.again(stage, 'kill-unread')
      await makeFlow.check(stage, 'kill-unread')
    })

    it('any of them, nothing that was acknowledged is lost, and nothing deleted returns', async () => {
      await untilQuiet(stage.world)
      for (const { flow, room } of rooms) await flow.check(stage, room)
      expect(await findViolations(stage.world)).toEqual([])
    }, 240_000)
  })
})
