import { execFile } from 'node:child_process'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client } from './harness/client.ts'
import { isFull, size } from './harness/profile.ts'
import { startWorld, type World } from './harness/world.ts'

const run = promisify(execFile)
const perSecond = 5_000
const seconds = size({ short: 2, full: 30 })
const peopleAtOnce = 4

interface Flood {
  sent: number
  unsent: number
  answered: number
  statuses: Record<string, number>
  perSecond: number
}

let world: World
let client: Client
const agent = new Agent({ keepAlive: true })
beforeAll(async () => {
  world = await startWorld({ store: 'sqlite', replicas: 1 })
  client = world.tenants[0]!.clientWith(agent)
  await client.enter(world.replicas[0]!, { room: 'maths' })
})
afterAll(async () => {
  agent.destroy()
  await world.close()
})

async function flood(): Promise<Flood> {
  const { port } = world.replicas[0]!
  const program = join(import.meta.dirname, 'harness/flood.mjs')
  const options = { port, host: new URL(world.origin).host, perSecond, seconds }
  const { stdout } = await run(process.execPath, [program, JSON.stringify(options)])
  return JSON.parse(stdout) as Flood
}

interface Joins {
  /** Milliseconds of those who got a ticket. */
  times: number[]
  /** Those who were told to come again in a moment. */
  shed: number
}

/** People who join, one after the other on each connection, until told to stop. */
async function joinUntil(isOver: () => boolean): Promise<Joins> {
  const joins: Joins = { times: [], shed: 0 }
  const join = async (sub: string) => {
    while (!isOver()) {
      const startedAt = performance.now()
      const { ticket, answer } = await client.join(world.replicas[0]!, { room: 'maths', sub })
      if (ticket !== undefined) joins.times.push(performance.now() - startedAt)
      else if (answer?.status === 503) joins.shed++
      else throw new Error(`a join was answered ${answer?.status ?? 'nothing'}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  await Promise.all(Array.from({ length: peopleAtOnce }, (_, n) => join(`person-${n}`)))
  return joins
}

function joinFor(ms: number): Promise<Joins> {
  const endsAt = performance.now() + ms
  return joinUntil(() => performance.now() >= endsAt)
}

const percentile = (times: number[], share: number) =>
  times.sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0

async function countRows(): Promise<Record<string, number>> {
  const tables = await world.database.query<{ name: string }>(
    `select name from sqlite_master where type = 'table' and name not like 'kysely%' and name not like 'sqlite%'`,
  )
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    counts[name] = (await world.database.query<{ n: number }>(`select count(*) as n from ${name}`))[0]?.n ?? -1
  }
  return counts
}

it(
  `HOOK-8: forged callbacks, as many of ${perSecond} a second as are taken, for ${seconds} s, leave no row, and people join`,
  async () => {
    await joinFor(1000)
    const before = await countRows()
    const rounds: { rest: Joins; flooded: Joins; flood: Flood }[] = []
    for (let round = 0; round < (isFull ? 3 : 1); round++) {
      const rest = await joinFor(isFull ? 10_000 : 500)
      let isOver = false
      const flooding = flood().finally(() => (isOver = true))
      const flooded = await joinUntil(() => isOver)
      rounds.push({ rest, flooded, flood: await flooding })
    }
    const after = await countRows()
    expect({ ...after, chores: 0 }).toEqual({ ...before, chores: 0 })
    for (const { flooded, flood } of rounds) {
      expect(flooded.times.length).toBeGreaterThan(0)
      expect(flood.answered).toBe(flood.sent)
      expect(Object.keys(flood.statuses).filter((status) => !['401', '404', '503'].includes(status))).toEqual([])
    }
    for (const { rest, flooded, flood } of rounds) {
      const [p50, p99] = [0.5, 0.99].map((share) => percentile(flooded.times, share) / percentile(rest.times, share))
      process.stdout.write(
        `HOOK-8 ${JSON.stringify({ ...flood, joins: flooded.times.length, shed: flooded.shed, p50, p99 })}\n`,
      )
    }
  },
  isFull ? 300_000 : 60_000,
)
