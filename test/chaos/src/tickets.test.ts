import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Launched } from './harness/client.ts'
import { eventually } from './harness/eventually.ts'
import { postgresIsInstalled } from './harness/postgres.ts'
import { size } from './harness/profile.ts'
import type { Replica } from './harness/replica.ts'
import { startWorld, type World } from './harness/world.ts'
import { comeToRest } from './invariants/come-to-rest.ts'
import { findViolations } from './invariants/find-violations.ts'

const rounds = size({ short: 1, full: 10 })

/** A refused launch is a page for a person; its code stands in the log. */
async function codeOf(replica: Replica, { answer }: Launched): Promise<unknown> {
  expect(answer?.status).toBe(403)
  const requestId = String(answer?.headers['x-request-id'])
  const line = await eventually('the request is logged', () =>
    replica
      .output()
      .split('\n')
      .find((each) => each.includes('"event":"request"') && each.includes(requestId)),
  )
  return (JSON.parse(line) as { code?: unknown }).code
}

describe.skipIf(!postgresIsInstalled)('a ticket over two replicas', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld()
  })
  afterAll(() => world.close())

  it('TICKET-1: launched 200 times at once on two replicas admits once', async () => {
    const { client, replicas } = world
    const [first, second] = replicas as [(typeof replicas)[0], (typeof replicas)[0]]
    const { ticket = '' } = await client.join(first, { room: 'maths' })
    const launches = await Promise.all(
      Array.from({ length: 200 }, (_, n) => client.launch(n % 2 === 0 ? first : second, ticket)),
    )
    expect(launches.filter(({ answer }) => answer?.status === 303)).toHaveLength(1)
    expect(launches.filter(({ answer }) => answer?.status === 403)).toHaveLength(199)
  })

  it('TICKET-2: used before both replicas were killed, it is refused after', async () => {
    const { client, replicas } = world
    const tickets: string[] = []
    for (let n = 0; n < 4; n++) {
      const { ticket = '' } = await client.join(replicas[n % 2]!, { room: 'maths', sub: `person-${n}` })
      expect((await client.launch(replicas[n % 2]!, ticket)).answer?.status).toBe(303)
      tickets.push(ticket)
    }
    await Promise.all(replicas.map((replica) => replica.stop('SIGKILL')))
    await Promise.all(replicas.map((replica) => replica.start()))
    for (const ticket of tickets) {
      for (const replica of replicas)
        expect(await codeOf(replica, await client.launch(replica, ticket))).toBe('TICKET_USED')
    }
  })

  it('TICKET-12: killed among launches, there is a row for each 303, and no more than those in flight besides', async () => {
    const { client, replicas } = world
    for (let round = 0; round < rounds; round++) {
      const joined = await Promise.all(
        Array.from({ length: 60 }, (_, n) =>
          client.join(replicas[n % 2]!, { room: 'maths', sub: `person-${round}-${n}` }),
        ),
      )
      let answered = 0
      const launches = joined.map(async ({ ticket = '' }, n) => {
        const launched = await client.launch(replicas[n % 2]!, ticket)
        // In the middle of it: one has an answer, others are on the way, unless all came at once.
        if (++answered === 1) for (const replica of replicas) replica.child.kill('SIGKILL')
        return launched
      })
      const done = await Promise.all(launches)
      expect(done.some(({ location }) => location !== undefined)).toBe(true)
      await Promise.all(replicas.map((replica) => replica.stop('SIGKILL')))
      await Promise.all(replicas.map((replica) => replica.start()))
    }
  }, 300_000)

  it('keeps every invariant', async () => {
    await comeToRest(world)
    expect(await findViolations(world)).toEqual([])
  })
})
