import { setTimeout as sleep } from 'node:timers/promises'
import { startWorld, type ChaosTenant, type World } from '../harness/world.ts'
import { comeToRest } from '../invariants/come-to-rest.ts'
import { findViolations } from '../invariants/find-violations.ts'
import type { Violation } from '../invariants/violation.ts'
import type { BrokenBuild } from '../replica/broken-build.ts'
import { type FaultKind, faultKinds, runNemesis } from './nemesis.ts'
import { createSeededRandom, type SeededRandom } from './seeded-random.ts'

export interface RunOptions {
  /** Decides who does what and what breaks when; how it then interleaves, no seed decides. */
  seed: number
  seconds: number
  /** 4 unless given. */
  replicas?: number
  /** 40 unless given. */
  clients?: number
  /** All of them unless given. */
  faults?: readonly FaultKind[]
  betweenFaultsMs?: readonly [number, number]
  /** A wrong build to run instead, in every replica. */
  broken?: readonly BrokenBuild[]
  /** How far each replica's clock is off from the start. */
  clockOffsets?: readonly number[]
  /** How long it may take to come to rest. */
  restMs?: number
}

export interface RunResult {
  violations: Violation[]
  /** How many of each operation ended how. */
  counts: Record<string, number>
  faults: string[]
}

const rooms = ['maths', 'physics', 'arts']

/** Clients of two tenants do what clients do while a nemesis breaks things; then everything is checked. */
export async function runHistory(options: RunOptions): Promise<RunResult> {
  const random = createSeededRandom(options.seed)
  const world = await startWorld({
    replicas: options.replicas ?? 4,
    tenants: ['acme', 'beta'],
    proxied: ['bbb', 'postgres'],
    replica: (index) => ({
      broken: options.broken ?? [],
      clockOffsetSeconds: options.clockOffsets?.[index] ?? 0,
    }),
  })
  try {
    const ending = new AbortController()
    const nemesis = runNemesis(world, createSeededRandom(random.between(0, 2 ** 31)), {
      kinds: options.faults ?? faultKinds,
      betweenMs: options.betweenFaultsMs ?? [1_000, 5_000],
      signal: ending.signal,
    })
    const tickets: { tenant: ChaosTenant; ticket: string }[] = []
    const people = Array.from({ length: options.clients ?? 40 }, (_, n) => {
      const own = createSeededRandom(random.between(0, 2 ** 31))
      return live(world, { sub: `person-${n}`, random: own, tickets, signal: ending.signal })
    })
    // A nemesis that cannot mend what it broke ends the run.
    await Promise.race([sleep(options.seconds * 1000), nemesis.then(() => sleep(options.seconds * 1000))])
    ending.abort()
    const faults = await nemesis
    await Promise.all(people)
    await comeToRest(world, { withinMs: options.restMs ?? 120_000 })
    return { violations: await findViolations(world), counts: countsOf(world), faults }
  } finally {
    await world.close()
  }
}

interface Life {
  sub: string
  random: SeededRandom
  /** Of everybody: who replays, replays anybody's. */
  tickets: { tenant: ChaosTenant; ticket: string }[]
  signal: AbortSignal
}

async function live(world: World, { sub, random, tickets, signal }: Life): Promise<void> {
  while (!signal.aborted) {
    const tenant = random.pick(world.tenants)
    const person = { room: random.pick(rooms), sub }
    const [door, otherDoor] = [random.pick(world.replicas), random.pick(world.replicas)]
    const what = random.next()
    const replayed = Math.floor(random.next() * 20)
    if (what < 0.6) {
      const { ticket } = await tenant.client.join(door, person)
      if (ticket !== undefined) {
        tickets.push({ tenant, ticket })
        // Some never launch, or long after.
        if (what < 0.5) await tenant.client.launch(otherDoor, ticket)
      }
    } else if (what < 0.85) {
      const old = tickets.at(-1 - replayed)
      if (old !== undefined) await old.tenant.client.launch(door, old.ticket)
    } else if (what < 0.95) {
      await tenant.client.act('status', door, person, 'GET', `/rooms/${person.room}`)
    } else if (what < 0.97) {
      await tenant.client.end(door, person)
    }
    await sleep(random.between(20, 200), undefined, { signal }).catch(() => undefined)
  }
}

function countsOf({ journal }: World): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { op, outcome } of journal.entries) {
    const key = `${op} ${outcome}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}
