import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client, Joined } from './harness/client.ts'
import { postgresIsInstalled } from './harness/postgres.ts'
import { isFull, size } from './harness/profile.ts'
import { fakeTimeLibrary, type Replica } from './harness/replica.ts'
import { startWorld, type World } from './harness/world.ts'
import { comeToRest } from './invariants/come-to-rest.ts'
import { findViolations } from './invariants/find-violations.ts'

if (fakeTimeLibrary === undefined) process.stderr.write('faketime is not installed: no replica gets a wrong clock\n')

const perDirection = size({ short: 30, full: 1000 })
const atOnce = 25
const offsets = [300, -300, 0]
/** Lifetime and tolerance of a ticket, and a second for the way. */
const deadAfterMs = 36_000

describe.skipIf(!postgresIsInstalled || fakeTimeLibrary === undefined)('replicas with wrong clocks', () => {
  let world: World
  let client: Client
  let fast: Replica
  let slow: Replica
  let stepping: Replica
  let early: { joined: Joined; atMs: number }[]

  beforeAll(async () => {
    world = await startWorld({
      replicas: 3,
      replica: (index) => ({ clockOffsetSeconds: offsets[index] ?? 0 }),
    })
    client = world.client
    ;[fast, slow, stepping] = world.replicas as [Replica, Replica, Replica]
    early = await Promise.all(
      [fast, slow].map(async (replica) => ({
        joined: await client.join(replica, { room: 'maths', sub: 'late' }),
        atMs: performance.now(),
      })),
    )
  })
  afterAll(() => world.close())

  const enter = async (minting: Replica, launching: Replica, sub: string) => {
    const { ticket, entry } = await client.join(minting, { room: 'maths', sub })
    if (ticket === undefined) return entry
    const launched = await client.launch(launching, ticket)
    return launched.location === undefined ? launched.entry : undefined
  }

  it('their clocks are wrong indeed', () => {
    const timesOf = (replica: Replica) =>
      [...replica.output().matchAll(/"time":"([^"]+)"/g)].map(([, time]) => Date.parse(time ?? ''))
    expect(Math.min(...timesOf(fast)) - Math.max(...timesOf(slow))).toBeGreaterThan(9 * 60_000)
  })

  it(`R-35: 2 × ${perDirection} tickets minted by one and launched by the other are all good`, async () => {
    for (const [minting, launching] of [
      [fast, slow],
      [slow, fast],
    ] as const) {
      for (let done = 0; done < perDirection; done += atOnce) {
        const entered = await Promise.all(
          Array.from({ length: Math.min(atOnce, perDirection - done) }, (_, n) =>
            enter(minting, launching, `person-${done + n}`),
          ),
        )
        expect(entered.filter((refused) => refused !== undefined)).toEqual([])
      }
    }
  })

  it.each([-600, 600])('R-38: a clock that steps by %i s on a live replica changes nothing', async (seconds) => {
    await stepping.stepClock(seconds)
    const entered = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        n % 2 === 0 ? enter(stepping, fast, `step-${n}`) : enter(slow, stepping, `step-${n}`),
      ),
    )
    expect(entered.filter((refused) => refused !== undefined)).toEqual([])
  })

  it.skipIf(!isFull)('R-35, TICKET-3: no replica admits by a ticket that has lived for 36 s', async () => {
    for (const { joined, atMs } of early) {
      await sleep(Math.max(0, atMs + deadAfterMs - performance.now()))
      expect(joined.ticket).toBeDefined()
      for (const replica of world.replicas) {
        const { answer } = await client.launch(replica, joined.ticket ?? '')
        expect(answer?.status).toBe(403)
      }
    }
  })

  it('keep every invariant; rows of the audit log are in the order in which they were written', async () => {
    await comeToRest(world)
    expect(await findViolations(world)).toEqual([])
    const rows = await world.postgres.query<{ at: number }>('select at from audit order by seq')
    const backwards = rows.filter((row, index) => row.at < (rows[index - 1]?.at ?? 0) - 5_000)
    expect(backwards).toEqual([])
  })
})
