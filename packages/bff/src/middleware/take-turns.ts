/**
 * Lets a few go on in each turn of the event loop, in the order in which they came, so that whoever else waits for
 * something gets a turn in between.
 * @param perTurn how many go on at once
 * @param mostWaiting beyond these nobody waits
 * @returns whether it is one's turn now, or `false` at once where too many wait
 */
export function createTurns(perTurn: number, mostWaiting: number): () => Promise<boolean> {
  let waiting: ((isTurn: boolean) => void)[] = []

  function next(): void {
    const first = waiting.slice(0, perTurn)
    waiting = waiting.slice(perTurn)
    if (waiting.length > 0) setImmediate(next)
    for (const go of first) go(true)
  }

  return () =>
    new Promise((resolve) => {
      if (waiting.length >= mostWaiting) {
        resolve(false)
        return
      }
      if (waiting.length === 0) setImmediate(next)
      waiting.push(resolve)
    })
}
