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

/** People who join, one after the other on each connection, until told to stop. @returns how long each took, in ms */
async function joinUntil(isOver: () => boolean): Promise<number[]> {
  const times: number[] = []
  const join = async (sub: string) => {
    while (!isOver()) {
      const startedAt = performance.now()
      const { ticket } = await client.join(world.replicas[0]!, { room: 'maths', sub })
      times.push(performance.now() - startedAt)
      expect(ticket).toBeDefined()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  await Promise.all(Array.from({ length: peopleAtOnce }, (_, n) => join(`person-${n}`)))
  return times
}

async function joinFor(ms: number): Promise<number[]> {
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
  `HOOK-8: ${perSecond} forged callbacks a second for ${seconds} s leave no row, and people join meanwhile`,
  async () => {
    await joinFor(1000)
    const before = await countRows()
    const rounds: { rest: number[]; flooded: number[]; flood: Flood }[] = []
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
      expect(flooded.length).toBeGreaterThan(0)
      expect(flood.answered).toBe(flood.sent)
      expect(Object.keys(flood.statuses).filter((status) => !['401', '404', '503'].includes(status))).toEqual([])
    }
    for (const { rest, flooded, flood } of rounds) {
      const [p50, p99] = [0.5, 0.99].map((share) => percentile(flooded, share) / percentile(rest, share))
      process.stdout.write(
        `HOOK-8 ${JSON.stringify({ ...flood, joins: flooded.length, p50, p99, restP99: percentile(rest, 0.99) })}\n`,
      )
    }
  },
  isFull ? 300_000 : 60_000,
)
