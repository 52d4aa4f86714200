import { Agent } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client, Joined } from './harness/client.ts'
import { eventually } from './harness/eventually.ts'
import { postgresIsInstalled } from './harness/postgres.ts'
import { size } from './harness/profile.ts'
import type { Replica } from './harness/replica.ts'
import { startWorld, type World } from './harness/world.ts'
import { comeToRest } from './invariants/come-to-rest.ts'
import { findViolations } from './invariants/find-violations.ts'

const joinsPerReplica = size({ short: 60, full: 250 })
const rounds = size({ short: 2, full: 50 })

describe.skipIf(!postgresIsInstalled)('one create for a room, over four replicas', () => {
  let world: World
  let client: Client
  let replicas: [Replica, Replica, Replica, Replica]
  const agent = new Agent({ keepAlive: true })

  beforeAll(async () => {
    world = await startWorld({ replicas: 4, replica: () => ({ failpoints: [] }) })
    replicas = world.replicas as unknown as typeof replicas
    client = world.tenants[0]!.clientWith(agent)
  })
  afterAll(async () => {
    agent.destroy()
    await world.close()
  })

  const creates = (room: string) => world.bbb.journal.of('create').filter(({ params }) => params['name'] === room)
  const idsOf = (room: string) => new Set(creates(room).map(({ params }) => params['meetingID']))
  const declare = (room: string) => client.declare(replicas[3], room)
  const latestMeeting = async (room: string) => {
    const rows = await world.postgres.query<{ state: string; meeting_row_id: string }>(
      'select state, meeting_row_id from meetings where room_id = $1 order by created_at desc',
      [room],
    )
    return rows[0]
  }
  it(
    `R-39: 4 × ${joinsPerReplica} joins at once to a room without a meeting make one create, ${rounds} times over`,
    async () => {
      world.bbb.faults.always('create', { kind: 'delay', ms: 150 })
      for (let round = 0; round < rounds; round++) {
        const room = `round-${round}`
        await declare(room)
        const joins: Promise<Joined>[] = replicas.flatMap((replica) =>
          Array.from({ length: joinsPerReplica }, (_, n) => client.join(replica, { room, sub: `person-${n}` })),
        )
        const joined = await Promise.all(joins)
        expect(joined.filter(({ ticket }) => ticket === undefined).map(({ entry }) => entry)).toEqual([])
        expect(creates(room)).toHaveLength(1)
        expect(new Set(joined.map(({ entry }) => entry.meeting)).size).toBe(1)
        const launched = await client.launch(replicas[round % 4]!, joined.at(-1)?.ticket ?? '')
        expect(launched.answer?.status).toBe(303)
      }
      world.bbb.faults.clear()
    },
    rounds * 20_000,
  )

  it('R-43: when the leader is killed while it asks BBB, those who wait on other replicas get a ticket', async () => {
    const room = 'killed-leader'
    const [leader, , ...others] = replicas
    await declare(room)
    world.bbb.faults.next('create', { kind: 'delay', ms: 60_000 })
    const asked = client.join(leader, { room, sub: 'first' })
    await eventually('the leader asks BBB', () => creates(room).length === 1)
    const followers = others.flatMap((replica) =>
      Array.from({ length: 20 }, (_, n) => client.join(replica, { room, sub: `person-${n}` })),
    )
    leader.child.kill('SIGKILL')
    expect((await asked).entry.outcome).toBe('unknown')
    const joined = await Promise.all(followers)
    expect(joined.filter(({ ticket }) => ticket === undefined).map(({ entry }) => entry)).toEqual([])
    expect(new Set(joined.map(({ entry }) => entry.meeting)).size).toBe(1)
    expect(idsOf(room).size).toBe(1)
  })

  it('R-27, DOS-8: a holder of the lease that stands still is passed over after 15 s, and what it writes later is refused', async () => {
    const room = 'sleeping-leader'
    const [, sleeper, other] = replicas
    await declare(room)
    // BBB has answered; what the sleeper does next is to write that down.
    await sleeper.arm({ when: 'after', step: 'bbb createClassroom', then: 'pause' })
    const slept = client.join(sleeper, { room, sub: 'first' })
    await sleeper.paused()
    expect((await client.join(other, { room: 'another-room' })).ticket).toBeDefined()
    expect((await client.join(other, { room, sub: 'second' })).ticket).toBeDefined()
    expect(await latestMeeting(room)).toMatchObject({ state: 'running' })

    // That meeting ends and another begins: the sleeper's answer is of a meeting that is no more.
    expect((await client.end(other, { room })).answer?.status).toBeLessThan(300)
    await eventually('it has ended', async () => (await latestMeeting(room))?.state === 'ended')
    const anew = await client.join(other, { room, sub: 'third' })
    expect(anew.ticket).toBeDefined()
    sleeper.goOn()
    const woken = await slept
    // Whoever asked the sleeper is led to the meeting there is, or told to ask again; never to the one that is over.
    if (woken.ticket !== undefined) expect(woken.entry.meeting).toBe(anew.entry.meeting)
    expect(await latestMeeting(room)).toMatchObject({ meeting_row_id: anew.entry.meeting, state: 'running' })
    expect(world.bbb.meetings.all().filter(({ name }) => name === room)).toHaveLength(1)
  })

  it('keeps every invariant', async () => {
    await comeToRest(world)
    expect(await findViolations(world)).toEqual([])
  })
})
