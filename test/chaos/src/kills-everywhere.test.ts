import { describe, expect, it } from 'vitest'
import { postgresIsInstalled } from './harness/postgres.ts'
import { isFull } from './harness/profile.ts'
import { findViolations } from './invariants/find-violations.ts'
import { callbackFlow, deleteFlow, makeFlow } from './kills/flows.ts'
import { createRandom } from './kills/random.ts'
import { killedAt, restart, startStage, untilQuiet } from './kills/stage.ts'

/** Of each database; `BBB_ROOM_KILLS` says otherwise. Half of them at the nth step for every n, half at random and twice. */
const kills = Number(process.env['BBB_ROOM_KILLS'] ?? 150)
const seed = Number(process.env['BBB_ROOM_SEED'] ?? 1)
const inOneRound = 15
const flows = [callbackFlow, deleteFlow, makeFlow]
/** A flow has about this many steps, those of the work behind it included. */
const stepsOfFlow = 120

describe.runIf(isFull).each([
  ['PostgreSQL, two replicas', 'postgres', postgresIsInstalled],
  ['SQLite, one replica', 'sqlite', true],
] as const)('R-25: kill −9 over %s', (_title, store, canRun) => {
  it.runIf(canRun)(
    `${kills} kills, at whichever step: nothing acknowledged is lost, nothing deleted returns`,
    async () => {
      const random = createRandom(seed)
      const stage = await startStage(store)
      const { world } = stage
      const places = new Map<string, number>()
      let killed = 0
      try {
        for (let round = 0; killed < kills; round++) {
          const isDouble = killed >= kills / 2
          const acts = Array.from({ length: inOneRound }, (_, n) => {
            const nth = round * inOneRound + n
            return { flow: flows[nth % flows.length]!, room: `nth-${nth}`, nth: 1 + Math.floor(nth / flows.length) }
          })
          await Promise.all(acts.map(({ flow, room }) => flow.prepare(stage, room)))
          for (const { flow, room, nth } of acts) {
            const point = { when: 'before', step: '*', nth: isDouble ? 1 + random.below(stepsOfFlow) : nth } as const
            const died = await killedAt(world, point, () => flow.begin(stage, room), { withinMs: 4_000 })
            if (died !== undefined) {
              killed++
              places.set(died, (places.get(died) ?? 0) + 1)
            }
            if (isDouble && (await dieAgain())) killed++
            await flow.again(stage, room)
          }
          await untilQuiet(world)
          for (const { flow, room } of acts) await flow.check(stage, room)
          expect(await findViolations(world), `round ${round}`).toEqual([])
        }
      } finally {
        process.stdout.write(`${store}, seed ${seed}: ${killed} kills at ${places.size} places\n`)
        await stage.close()
      }

      /** While it takes up what it left. */
      async function dieAgain(): Promise<boolean> {
        const victim = world.replicas[random.below(world.replicas.length)]!
        await victim.stop('SIGKILL')
        const failpoints = [{ when: 'before', step: '*', nth: 1 + random.below(60), then: 'kill' }] as const
        await victim.start({ failpoints }).catch(() => undefined)
        await new Promise((resolve) => setTimeout(resolve, 500))
        const hasDied = !victim.isRunning
        if (!hasDied) await victim.stop('SIGKILL')
        await victim.start({ failpoints: [] })
        await restart(world.replicas)
        return hasDied
      }
    },
    3_600_000,
  )
})
