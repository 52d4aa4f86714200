import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks until `check` answers something other than `false` and `undefined`. A throw counts as "not yet".
 * @returns what it answered
 */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | false | undefined> | T | false | undefined,
  { withinMs = 30_000, everyMs = 25 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
  const startedAt = performance.now()
  let last: unknown
  for (;;) {
    try {
      const answer = await check()
      if (answer !== false && answer !== undefined) return answer
      last = answer
    } catch (error) {
      last = error
    }
    if (performance.now() - startedAt > withinMs) {
      throw new Error(`not within ${withinMs} ms: ${what}`, { cause: last })
    }
    await sleep(everyMs)
  }
}
