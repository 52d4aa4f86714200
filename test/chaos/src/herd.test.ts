import { Agent } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from './harness/client.ts'
import { postgresIsInstalled } from './harness/postgres.ts'
import { size } from './harness/profile.ts'
import { startWorld, type World } from './harness/world.ts'
import { comeToRest } from './invariants/come-to-rest.ts'
import { findViolations } from './invariants/find-violations.ts'

const people = size({ short: 250, full: 1000 })

describe.skipIf(!postgresIsInstalled)('a class that begins', () => {
  let world: World
  let client: Client
  const agent = new Agent({ keepAlive: true })

  beforeAll(async () => {
    world = await startWorld()
    client = world.tenants[0]!.clientWith(agent)
  })
  afterAll(async () => {
    agent.destroy()
    await world.close()
  })

  it(`R-42: ${people} people join and launch at once: all are in, by one create and five looks at most`, async () => {
    const { replicas, bbb } = world
    await client.declare(replicas[0]!, 'assembly')
    bbb.faults.always('*', { kind: 'delay', ms: 50 })
    bbb.journal.clear()
    const startedAt = performance.now()
    const entered = await Promise.all(
      Array.from({ length: people }, async (_, n) => {
        const door = replicas[n % replicas.length]!
        const { ticket, entry } = await client.join(door, { room: 'assembly', sub: `person-${n}`, role: 'viewer' })
        if (ticket === undefined) return { entry, doneMs: 0 }
        const launched = await client.launch(door, ticket)
        return { entry: launched.entry, doneMs: performance.now() - startedAt }
      }),
    )
    const failed = entered.filter(({ entry }) => entry.launched === undefined)
    expect(failed).toEqual([])
    expect(bbb.journal.count('create')).toBe(1)
    expect(bbb.journal.count('getMeetingInfo')).toBeLessThanOrEqual(5)
    const times = entered.map(({ doneMs }) => Math.round(doneMs)).sort((a, b) => a - b)
    const shed = world.journal.entries.reduce((sum, entry) => sum + entry.shed, 0)
    process.stdout.write(
      `${people} in after ${times.at(-1) ?? 0} ms, the middle after ${times[people >> 1] ?? 0} ms; ${shed} were asked to come again\n`,
    )
    bbb.faults.clear()
  })

  it('keeps every invariant', async () => {
    await comeToRest(world)
    expect(await findViolations(world)).toEqual([])
  })
})
