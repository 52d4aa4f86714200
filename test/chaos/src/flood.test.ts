import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, Client } from './harness/client.ts'
import { type Flood, flood, startBareServer } from './harness/flood.ts'
import { genuineCallbacks } from './harness/genuine-callbacks.ts'
import { isFull, size } from './harness/profile.ts'
import { startWorld, type World } from './harness/world.ts'

const perSecond = 5_000
const seconds = size({ short: 2, full: 30 })
const peopleAtOnce = 4
/** More than join at once, so that nobody joins more often than somebody may. */
const people = 64
/** Of what people wait beside a flood that nobody looks at. */
const mostSlower = 1.25
const mostMoreMemory = 100 * 1024 * 1024

let world: World
let client: Client
let flooded = 0
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

async function floodReplica(): Promise<Flood> {
  const { port } = world.replicas[0]!
  const result = await flood({ port, host: new URL(world.origin).host, perSecond, seconds })
  flooded += result.answered
  return result
}

interface Joins {
  /** Milliseconds of each, with the wait of those who were told to come again in a moment. */
  times: number[]
  shed: number
}

/** People who join, one after the other on each connection, until `work` is done. */
async function joinBeside<Result>(work: Promise<Result>): Promise<Joins & { result: Result }> {
  const joins: Joins = { times: [], shed: 0 }
  let isOver = false
  let begun = 0
  const joinAll = async () => {
    while (!isOver) {
      const startedAt = performance.now()
      const sub = `person-${begun++ % people}`
      const { ticket, entry, answer } = await client.join(world.replicas[0]!, { room: 'maths', sub })
      if (ticket === undefined) throw new Error(`a join was answered ${answer?.status ?? 'nothing'}`)
      joins.times.push(performance.now() - startedAt)
      joins.shed += entry.shed
      await sleep(20)
    }
  }
  const joining = Promise.all(Array.from({ length: peopleAtOnce }, joinAll))
  const result = await work.finally(() => (isOver = true))
  await joining
  return { ...joins, result }
}

const mean = (times: readonly number[]) => times.reduce((sum, time) => sum + time, 0) / times.length
const percentile = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? NaN
const figuresOf = ({ times }: Joins) => ({
  p50: percentile(times, 0.5),
  p99: percentile(times, 0.99),
  mean: mean(times),
})
const median = (numbers: readonly number[]) => percentile(numbers, 0.5)

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

/** The sum of a metric over its labels. */
async function metric(name: string): Promise<number> {
  const lines = (await world.replicas[0]!.metrics()).matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0)
}

function expectRefused({ sent, answered, statuses }: Flood): void {
  expect(answered).toBe(sent)
  expect(Object.keys(statuses).filter((status) => !['401', '404', '503'].includes(status))).toEqual([])
}

describe(`HOOK-8: ${perSecond} forged callbacks a second for ${seconds} s, or as many of them as are taken`, () => {
  it('leave no row and no line each, are all counted, and people join', async () => {
    await joinBeside(sleep(1000))
    const before = { rows: await countRows(), output: world.output().length }
    const { result, times } = await joinBeside(floodReplica())
    expectRefused(result)
    expect(times.length).toBeGreaterThan(0)
    expect({ ...(await countRows()), chores: 0 }).toEqual({ ...before.rows, chores: 0 })
    expect(await metric('bbb_room_callbacks_refused_total')).toBe(flooded)
    expect(await metric('bbb_room_callbacks_accepted_total')).toBe(0)
    const lines = world.output().slice(before.output).split('\n')
    expect(lines.filter((line) => line.includes('/callbacks/'))).toEqual([])
    expect(lines.filter((line) => line.includes('callbacks-refused')).length).toBeLessThan(100)
  })

  it('keep no genuine callback out', async () => {
    const rows = () =>
      world.database.query<{ kind: string; n: number }>('select kind, count(*) as n from inbox group by kind')
    expect(await rows()).toEqual([])
    const taken: Record<string, number> = {}
    const latest: Record<string, number> = {}
    let isOver = false
    const repeat = async ([kind, send]: [string, (recordID: string) => Promise<Answer>]) => {
      while (!isOver) {
        const startedAt = performance.now()
        const { status } = await send('r')
        latest[kind] = Math.max(latest[kind] ?? 0, performance.now() - startedAt)
        // Senders come again after that.
        if (status === 503) continue
        expect([200, 204], `${kind} was answered ${status}`).toContain(status)
        taken[kind] = (taken[kind] ?? 0) + 1
        await sleep(100)
      }
    }
    const sending = Promise.all(Object.entries(genuineCallbacks(world, client)).map(repeat))
    expectRefused(await floodReplica().finally(() => (isOver = true)))
    await sending
    process.stdout.write(`HOOK-8 genuine callbacks ${JSON.stringify({ taken, latestMs: latest })}\n`)
    expect(Object.keys(taken).sort()).toEqual(['meeting-ended', 'recording-ready', 'webhook'])
    expect((await rows()).map(({ kind }) => kind).sort()).toEqual(['meeting-ended', 'recording-ready', 'webhook'])
    expect(await metric('bbb_room_callbacks_refused_total')).toBe(flooded)
  })

  it.runIf(isFull)(
    'DOS-6: make joins no more than a quarter slower, and the process no larger',
    { timeout: 600_000 },
    async () => {
      const bare = await startBareServer()
      const rounds: { p50: number; mean: number; p99: number }[] = []
      const floodBare = () => flood({ port: bare.port, host: 'bare', perSecond, seconds })
      const memory: number[] = []
      try {
        await joinBeside(floodReplica())
        for (let round = 0; round < 3; round++) {
          memory.push(await metric('process_resident_memory_bytes'))
          const rest = await joinBeside(sleep(10_000))
          const turns = [() => joinBeside(floodBare()), () => joinBeside(floodReplica())]
          const [first, second] = round % 2 === 0 ? turns : turns.toReversed()
          const results = [await first!(), await second!()]
          const [besideBare, beside] = round % 2 === 0 ? results : results.toReversed()
          const figures = [rest, besideBare!, beside!].map(figuresOf)
          const [, bareFigures, replicaFigures] = figures
          const ratio = (name: 'p50' | 'mean' | 'p99') => replicaFigures![name] / bareFigures![name]
          rounds.push({ p50: ratio('p50'), mean: ratio('mean'), p99: ratio('p99') })
          for (const [n, name] of ['rest', 'flood of a bare server', 'flood'].entries()) {
            process.stdout.write(`HOOK-8 joins, ms, ${name}: ${JSON.stringify(figures[n])}\n`)
          }
          process.stdout.write(`HOOK-8 ${JSON.stringify({ ...beside!.result, shed: beside!.shed })}\n`)
          expectRefused(beside!.result)
          expect(beside!.result.unsent).toBe(0)
          expect(beside!.shed).toBe(0)
        }
        memory.push(await metric('process_resident_memory_bytes'))
      } finally {
        bare.close()
      }
      const overall = (['p50', 'mean', 'p99'] as const).map((name) => [
        name,
        median(rounds.map((round) => round[name])),
      ])
      const slower = Object.fromEntries(overall) as Record<'p50' | 'mean' | 'p99', number>
      process.stdout.write(`HOOK-8 joins, ratio: ${JSON.stringify({ slower, rounds, memory })}\n`)
      expect(slower.p50).toBeLessThan(mostSlower)
      expect(slower.mean).toBeLessThan(mostSlower)
      expect(Math.max(...memory) - memory[0]!).toBeLessThan(mostMoreMemory)
    },
  )
})
