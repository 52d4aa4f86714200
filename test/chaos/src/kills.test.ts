import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './harness/eventually.ts'
import { postgresIsInstalled } from './harness/postgres.ts'
import { isFull } from './harness/profile.ts'
import { findViolations } from './invariants/find-violations.ts'
import { letTimePass } from './harness/let-time-pass.ts'
import {
  answersToEnd,
  callbackFlow,
  deleteFlow,
  type Flow,
  idsOf,
  makeFlow,
  type Stage,
  statusOfDeletion,
} from './kills/flows.ts'
import { killedAt, killedWhileWaiting, restart, startStage, untilQuiet } from './kills/stage.ts'
import type { Failpoint } from './replica/failpoint.ts'

const ended = '"meeting-ended"'
const delivered = '"name":"'
const deleting = '"state":"deleting"'

/** SECURITY's table of kills: a flow, and the moment at which the process is gone. */
const moments: [title: string, flow: Flow, point: Omit<Failpoint, 'then'>][] = [
  ['a callback verified, not stored', callbackFlow, { when: 'before', step: 'inbox.accept' }],
  ['a callback stored, not answered', callbackFlow, { when: 'after', step: 'commit inbox.accept' }],
  [
    'BBB asked about a meeting, its end not committed',
    callbackFlow,
    { when: 'before', step: 'commit events.append', saying: ended },
  ],
  [
    'the end committed, the inbox not marked',
    callbackFlow,
    { when: 'after', step: 'commit events.append', saying: ended },
  ],
  [
    'BBB asked about a recording, nothing committed',
    callbackFlow,
    { when: 'before', step: 'commit recordings.save', saying: delivered },
  ],
  [
    'a deletion asked for, not written down',
    deleteFlow,
    { when: 'before', step: 'commit recordings.save', saying: deleting },
  ],
  ['`deleting` committed', deleteFlow, { when: 'after', step: 'commit recordings.save', saying: deleting }],
  ['BBB has deleted, the tombstone not written', deleteFlow, { when: 'after', step: 'bbb deleteRecordings' }],
  ['the tombstone written, nobody answered', deleteFlow, { when: 'before', step: 'answer DELETE /recordings/:id' }],
  ['a webhook committed with its change', callbackFlow, { when: 'after', step: 'commit webhooks.add' }],
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
    /** None is a part of another, so that a failpoint tells them apart. */
    const roomOf = new Map(moments.map(([moment], nth) => [moment, `kill-${String.fromCodePoint(97 + nth)}`]))
    const flows: [flow: Flow, room: string][] = [
      ...moments.map(([moment, flow]): [Flow, string] => [flow, roomOf.get(moment)!]),
      ...(store === 'postgres' ? [[callbackFlow, 'kill-answered'] as [Flow, string]] : []),
      [callbackFlow, 'kill-sent'],
    ]
    beforeAll(async () => {
      stage = await startStage(store)
      await Promise.all(flows.map(([flow, room]) => flow.prepare(stage, room)))
    })
    afterAll(() => stage.close())

    it.each(moments)('%s', async (moment, flow, point) => {
      const room = roomOf.get(moment)!
      const about = await idsOf(stage.world, room)
      const died = await killedAt(stage.world, { ...point, about }, () => flow.begin(stage, room), {
        withinMs: 60_000,
        whenDead: async () => {
          if (point.step.endsWith('inbox.accept')) {
            expect(new Set(await answersToEnd(stage.world, room))).toEqual(new Set([undefined]))
          }
          if (point.step.startsWith('answer DELETE')) {
            const lines = await stage.world.database.query(`select state from recordings where room_id = '${room}'`)
            expect(lines).toEqual([{ state: 'deleted' }])
          }
        },
      })
      expect(died).toBe(`${point.when} ${point.step}`)
      // Whoever asked for it was in the middle of it, not somebody else who looks at the same recording.
      if (flow === deleteFlow) expect(statusOfDeletion(room)).toBeUndefined()
      await flow.again(stage, room)
    })

    // Over SQLite the replica sometimes does not ask BBB about this meeting within a minute: not understood yet.
    it.runIf(store === 'postgres')('a callback answered, its work not begun', async () => {
      const room = 'kill-answered'
      const point = { when: 'before', step: 'bbb getMeetingInfo', about: await idsOf(stage.world, room) } as const
      const isAnswered = async () => {
        const answers = await answersToEnd(stage.world, room)
        return answers.some((status = 0) => status >= 200 && status <= 299)
      }
      await killedWhileWaiting(stage.world, point, () => callbackFlow.begin(stage, room), isAnswered)
    })

    it('a webhook sent, not marked: it is sent again under its id', async () => {
      const room = 'kill-sent'
      const { world, host } = stage
      const point = { when: 'before', step: 'commit webhooks.finish', about: [room] } as const
      const sent = () => host.deliveries.filter(({ event }) => event.data['room'] === room)
      let unmarked: string[] = []
      const died = await killedAt(world, point, () => callbackFlow.begin(stage, room), {
        withinMs: 60_000,
        whenDead: async () => {
          const open = await world.database.query<{ message_id: string }>(
            'select message_id from webhook_outbox where done_at is null',
          )
          unmarked = open.map((row) => row.message_id).filter((id) => sent().some((delivery) => delivery.id === id))
        },
      })
      expect(died).toBe('before commit webhooks.finish')
      expect(unmarked).not.toEqual([])
      await eventually('all of them are sent again', async () => {
        await letTimePass(world.database, 15)
        return unmarked.every((id) => sent().filter((delivery) => delivery.id === id).length > 1)
      })
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
      for (const [flow, room] of flows) await flow.check(stage, room)
      expect(await findViolations(stage.world)).toEqual([])
    }, 240_000)
  })
})
