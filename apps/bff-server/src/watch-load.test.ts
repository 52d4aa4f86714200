import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { isTooMuch, watchLoad } from './watch-load.ts'

describe('isTooMuch', () => {
  it.each([
    [{ delayMs: 5, heapUsed: 0.3 }, false],
    [{ delayMs: 250, heapUsed: 0.8 }, false],
    [{ delayMs: 251, heapUsed: 0.3 }, true],
    [{ delayMs: 5, heapUsed: 0.81 }, true],
  ])('R-28: of %j is %s', (load, expected) => {
    expect(isTooMuch(load)).toBe(expected)
  })
})

describe('watchLoad', () => {
  let watch: ReturnType<typeof watchLoad>
  afterEach(() => watch.stop())

  it('R-28: notices a blocked event loop, and that it is free again', { timeout: 10_000 }, async () => {
    watch = watchLoad()
    expect(watch.isOverloaded()).toBe(false)
    for (let each = 0; each < 4; each += 1) {
      const until = Date.now() + 500
      while (Date.now() < until);
      await sleep(0)
    }
    expect(watch.isOverloaded()).toBe(true)
    await sleep(2_200)
    expect(watch.isOverloaded()).toBe(false)
  })
})
