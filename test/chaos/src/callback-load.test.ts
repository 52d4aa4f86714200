import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { genuineCallbacks } from './harness/genuine-callbacks.ts'
import { isFull, size } from './harness/profile.ts'
import { startWorld, type World } from './harness/world.ts'

const perSecond = 200
const seconds = size({ short: 1, full: 30 })

let world: World
beforeAll(async () => {
  world = await startWorld({ store: 'sqlite', replicas: 1 })
})
afterAll(() => world.close())

it(
  `HOOK-12: ${perSecond} genuine callbacks a second for ${seconds} s are stored before they are answered, and worked off later`,
  { timeout: 120_000 },
  async () => {
    // Each on a connection of its own, as BBB sends them.
    const { client } = world
    await client.enter(world.replicas[0]!, { room: 'maths' })
    const callbacks = Object.entries(genuineCallbacks(world, client))
    const times: number[] = []
    const statuses: Record<string, number> = {}
    const taken: Record<string, number> = {}
    const startedAt = performance.now()
    const sendAt = async (nth: number) => {
      const dueAt = startedAt + (nth * 1000) / perSecond
      await sleep(Math.max(0, dueAt - performance.now()))
      const [kind, send] = callbacks[nth % callbacks.length]!
      const status = await send(`recording-${nth}`).then(
        (answer) => answer.status,
        () => 'unanswered' as const,
      )
      // Whoever is sent late because others were slow has waited too.
      times.push(performance.now() - dueAt)
      statuses[status] = (statuses[status] ?? 0) + 1
      if (status === 200 || status === 204) taken[kind] = (taken[kind] ?? 0) + 1
    }
    await Promise.all(Array.from({ length: perSecond * seconds }, (_, nth) => sendAt(nth)))

    const rows = await world.database.query<{ kind: string; n: number }>(
      'select kind, count(*) as n from inbox group by kind',
    )
    const stored = Object.fromEntries(rows.map(({ kind, n }) => [kind, n]))
    const { 'meeting-ended': ends = 0, ...distinct } = taken
    expect(ends).toBeGreaterThan(0)
    expect(stored['meeting-ended']).toBe(1)
    // One that was stored may have got no answer.
    for (const [kind, count] of Object.entries(distinct)) expect(stored[kind], kind).toBeGreaterThanOrEqual(count)
    // Senders come again after those.
    const known = ['200', '204', '503', 'unanswered']
    expect(Object.keys(statuses).filter((status) => !known.includes(status))).toEqual([])
    const sorted = times.toSorted((a, b) => a - b)
    const p99 = sorted[Math.floor(sorted.length * 0.99)]!
    process.stdout.write(`HOOK-12 ${JSON.stringify({ statuses, p50: sorted[sorted.length >> 1], p99 })}\n`)
    if (!isFull) return
    expect(Object.keys(statuses).sort()).toEqual(['200', '204'])
    expect(p99).toBeLessThan(1000)
  },
)
