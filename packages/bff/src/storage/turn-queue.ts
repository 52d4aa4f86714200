/** Something that only so many can have at a time, handed out in turn. */
export interface TurnQueue {
  /** @throws {Error} `connection timeout` when nobody has given anything back for a while, or after the longest wait */
  take(): Promise<void>
  giveBack(): void
}

interface Waiting {
  readonly since: number
  readonly begin: () => void
  readonly refuse: (error: Error) => void
}

/**
 * A class that arrives together is served one after the other, however long the line, as long as it moves. A line that
 * stands still is sent away.
 * @param options.stallMs how long a line may stand still
 * @param options.patienceMs the longest that anybody waits
 */
export function createTurnQueue(
  options: { places: number; stallMs: number; patienceMs: number },
  now: () => number = () => performance.now(),
): TurnQueue {
  let free = options.places
  let movedAt = now()
  const line: Waiting[] = []
  let timer: NodeJS.Timeout | undefined

  const deadlineOf = ({ since }: Waiting) =>
    Math.min(Math.max(since, movedAt) + options.stallMs, since + options.patienceMs)

  function watch(): void {
    clearTimeout(timer)
    const [first] = line
    if (first === undefined) return
    timer = setTimeout(sendAway, Math.max(1, deadlineOf(first) - now()))
    timer.unref()
  }

  function sendAway(): void {
    while (line[0] !== undefined && deadlineOf(line[0]) <= now()) {
      line.shift()?.refuse(new Error('connection timeout: others hold them all'))
    }
    watch()
  }

  return {
    take() {
      if (free > 0) {
        free--
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        line.push({ since: now(), begin: resolve, refuse: reject })
        if (line.length === 1) watch()
      })
    },
    giveBack() {
      movedAt = now()
      const next = line.shift()
      if (next === undefined) free++
      else next.begin()
      watch()
    },
  }
}
