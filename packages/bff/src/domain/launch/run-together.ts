import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * Runs what arrives at the same time in one go: what comes while a run is under way waits for the next one, and the
 * first waits one turn of the event loop for others. So a class that enters together costs a few runs.
 * @param run gets items of one key, and answers each in its place
 * @param most items of one run
 */
export function runTogether<Item, Result>(
  run: (key: string, items: readonly Item[]) => Promise<readonly Result[]>,
  most: number,
): (key: string, item: Item) => Promise<Result> {
  interface Waiting {
    item: Item
    resolve: (result: Result | PromiseLike<Result>) => void
  }
  const queues = new Map<string, Waiting[]>()

  async function workOff(key: string, queue: Waiting[]): Promise<void> {
    await nextTurn()
    while (queue.length > 0) {
      const batch = queue.splice(0, most)
      const results = run(
        key,
        batch.map(({ item }) => item),
      )
      for (const [n, { resolve }] of batch.entries()) resolve(results.then((all) => all[n] as Result))
      await results.catch(() => undefined)
    }
    queues.delete(key)
  }

  return (key, item) =>
    new Promise((resolve) => {
      const queue = queues.get(key)
      if (queue !== undefined) {
        queue.push({ item, resolve })
        return
      }
      const begun = [{ item, resolve }]
      queues.set(key, begun)
      void workOff(key, begun)
    })
}
