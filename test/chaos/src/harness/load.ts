import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Client, Door, Entry } from './client.ts'

/** People who come in all the time, until told to stop. */
export interface Load {
  /** Those who began. */
  readonly begun: number
  /** Those who were let in. */
  readonly entered: number
  /** Lets everybody finish. @returns the codes, or statuses, of what failed, with their numbers */
  stop(): Promise<Record<string, number>>
}

/**
 * @param options.perSecond how many begin; fewer when the machine cannot keep up
 * @param options.replays every launch whose outcome nobody knows is tried again with the same ticket
 * @param options.comesAgain whoever is told to come again by a 503 does, a few times: a machine that has much to do says
 * so. A connection that breaks is a failure all the same
 */
export function startLoad(
  client: Client,
  doors: () => readonly Door[],
  options: { rooms: readonly string[]; perSecond: number; replays?: boolean; comesAgain?: boolean; atMost?: number },
): Load {
  const failures: Record<string, number> = {}
  const underWay = new Set<Promise<void>>()
  let begun = 0
  let entered = 0
  const stopping = new AbortController()

  const enter = async (n: number): Promise<void> => {
    const all = doors()
    const door = () => all[begun % all.length]!
    const person = { room: options.rooms[n % options.rooms.length]!, sub: `person-${n % 500}` }
    const { ticket, entry } = await patiently(() => client.join(door(), person))
    if (ticket === undefined) {
      note(`join ${entry.code ?? entry.status ?? ''}`)
      return
    }
    const launched = await patiently(() => client.launch(door(), ticket))
    if (launched.location !== undefined) entered++
    else note(`launch ${launched.entry.code ?? launched.entry.status ?? ''}`)
    if (options.replays === true && launched.entry.outcome === 'unknown') await client.launch(door(), ticket)
  }
  const patiently = async <T extends { entry: Entry; answer: Answer | undefined }>(
    act: () => Promise<T>,
  ): Promise<T> => {
    for (let remaining = options.comesAgain === true ? 5 : 0; ; remaining--) {
      const done = await act()
      const seconds = Number(done.answer?.headers['retry-after'])
      if (done.entry.status !== 503 || remaining === 0) return done
      await sleep(seconds * 1000)
    }
  }
  const note = (what: string) => {
    failures[what] = (failures[what] ?? 0) + 1
  }

  const running = (async () => {
    while (!stopping.signal.aborted) {
      if (underWay.size < (options.atMost ?? 200)) {
        const one = enter(begun++).finally(() => underWay.delete(one))
        underWay.add(one)
      }
      await sleep(1000 / options.perSecond)
    }
  })()

  return {
    get begun() {
      return begun
    },
    get entered() {
      return entered
    },
    async stop() {
      stopping.abort()
      await running
      await Promise.all(underWay)
      return failures
    },
  }
}
