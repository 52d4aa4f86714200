import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../harness/eventually.ts'
import { fakeTimeLibrary } from '../harness/replica.ts'
import type { World } from '../harness/world.ts'
import type { SeededRandom } from './seeded-random.ts'

/** What goes wrong in a run. */
export const faultKinds = [
  'kill',
  'pause',
  'clock',
  'bbb-cut',
  'database-cut',
  'database-crash',
  'bbb-forgets',
] as const
export type FaultKind = (typeof faultKinds)[number]

/**
 * Breaks one thing after the other until `signal` aborts, and mends each before the next.
 * @returns what it did, in order
 */
export async function runNemesis(
  world: World,
  random: SeededRandom,
  options: { kinds: readonly FaultKind[]; betweenMs: readonly [number, number]; signal: AbortSignal },
): Promise<string[]> {
  const done: string[] = []
  const kinds = options.kinds.filter((kind) => kind !== 'clock' || fakeTimeLibrary !== undefined)
  const isOver = () => options.signal.aborted || kinds.length === 0
  while (!isOver()) {
    await sleep(random.between(...options.betweenMs), undefined, { signal: options.signal }).catch(() => undefined)
    // What the seed decides is decided before anything is waited for.
    const kind = random.pick(kinds)
    const index = random.between(0, world.replicas.length - 1)
    const forMs = random.between(300, 4_000)
    const choice = random.next()
    if (isOver()) break
    done.push(`${kind} ${index} ${forMs}`)
    await breakAndMend(world, { kind, index, forMs, choice })
  }
  return done
}

interface Fault {
  kind: FaultKind
  index: number
  forMs: number
  choice: number
}

async function breakAndMend(world: World, { kind, index, forMs, choice }: Fault): Promise<void> {
  const replica = world.replicas[index]!
  switch (kind) {
    case 'kill':
      await replica.stop('SIGKILL')
      await sleep(forMs / 4)
      await eventually(`${replica.name} starts`, () => replica.start().then(() => true), { withinMs: 60_000 })
      return
    case 'pause':
      replica.pause()
      // Sometimes longer than a lease lives.
      await sleep(choice < 0.15 ? 17_000 : forMs)
      replica.goOn()
      return
    case 'clock':
      await replica.stepClock(choice < 0.5 ? -600 : 300)
      await sleep(forMs)
      await replica.stepClock(0)
      return
    case 'bbb-cut':
      world.bbbProxy.set(choice < 0.5 ? { kind: 'swallow-answer' } : { kind: 'cut', bytes: 40, how: 'reset' })
      await sleep(forMs)
      world.bbbProxy.set({ kind: 'pass' })
      return
    case 'database-cut':
      world.postgresProxy.set(choice < 0.5 ? { kind: 'swallow-answer' } : { kind: 'refuse' })
      await sleep(forMs)
      world.postgresProxy.set({ kind: 'pass' })
      world.postgresProxy.reset()
      return
    case 'database-crash':
      await world.postgres.stop('immediate')
      await sleep(forMs / 4)
      await world.postgres.start()
      return
    case 'bbb-forgets': {
      const meetings = world.bbb.meetings.all()
      const forgotten = meetings[Math.floor(choice * meetings.length)]
      if (forgotten !== undefined) world.bbb.forgetMeeting(forgotten.meetingID)
      return
    }
    default:
      kind satisfies never
  }
}
