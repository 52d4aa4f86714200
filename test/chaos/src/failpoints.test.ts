import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresIsInstalled } from './harness/postgres.ts'
import { startWorld, type World } from './harness/world.ts'
import { comeToRest } from './invariants/come-to-rest.ts'
import { findViolations } from './invariants/find-violations.ts'

describe.skipIf(!postgresIsInstalled)('failpoints', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ replicas: 1, replica: () => ({ failpoints: [] }) })
  })
  afterAll(() => world.close())

  it('kill a replica at a step of the store: committed, hence the ticket is dead; before, it is good', async () => {
    const { client } = world
    const [replica] = world.replicas as [World['replicas'][0]]
    for (const [when, status] of [
      ['before', 303],
      ['after', 403],
    ] as const) {
      const { ticket = '' } = await client.join(replica, { room: 'maths' })
      await replica.arm({ when, step: 'commit tickets.consumeAll', then: 'kill' })
      expect((await client.launch(replica, ticket)).entry.outcome).toBe('unknown')
      await replica.ended()
      await replica.start()
      expect((await client.launch(replica, ticket)).answer?.status).toBe(status)
    }
  })

  it('make a replica wait at a call of BBB, and go on', async () => {
    const { client } = world
    const [replica] = world.replicas as [World['replicas'][0]]
    const point = { when: 'before', step: 'bbb createClassroom' } as const
    await replica.arm({ ...point, then: 'wait' })
    const joining = client.join(replica, { room: 'physics' })
    await replica.waitsAt(point)
    expect(world.bbb.journal.of('create').filter(({ params }) => params['name'] === 'physics')).toEqual([])
    expect((await client.request(replica, 'GET', '/openapi.json')).status).toBe(200)
    replica.goOnFrom(point)
    expect((await joining).ticket).toBeDefined()
  })

  it('make a step fail: one request gets 500 with its request id, and the process lives', async () => {
    const { client } = world
    const [replica] = world.replicas as [World['replicas'][0]]
    await replica.arm({ when: 'before', step: 'rooms.look', then: 'throw' })
    const failed = await client.join(replica, { room: 'maths' })
    expect(JSON.parse(failed.answer?.body ?? '{}')).toMatchObject({
      code: 'INTERNAL_ERROR',
      request_id: failed.answer?.headers['x-request-id'],
    })
    expect((await client.join(replica, { room: 'maths' })).ticket).toBeDefined()
  })

  it('keep every invariant', async () => {
    await comeToRest(world)
    expect(await findViolations(world)).toEqual([])
  })
})
