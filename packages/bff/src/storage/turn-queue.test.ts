import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTurnQueue } from './turn-queue.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const options = { places: 2, stallMs: 2_000, patienceMs: 8_000 }

function start() {
  const queue = createTurnQueue(options, () => Date.now())
  const served: number[] = []
  const refused: number[] = []
  const come = (n: number) =>
    void queue.take().then(
      () => served.push(n),
      () => refused.push(n),
    )
  return { queue, served, refused, come }
}

describe('createTurnQueue', () => {
  it('serves as many as there are places, and the others in turn', async () => {
    const { queue, served, come } = start()
    for (const n of [1, 2, 3, 4]) come(n)
    await vi.advanceTimersByTimeAsync(0)
    expect(served).toEqual([1, 2])
    queue.giveBack()
    queue.giveBack()
    await vi.advanceTimersByTimeAsync(0)
    expect(served).toEqual([1, 2, 3, 4])
  })

  it('R-20: sends a line away that has stood still for 2 s', async () => {
    const { served, refused, come } = start()
    for (const n of [1, 2, 3, 4]) come(n)
    await vi.advanceTimersByTimeAsync(1_900)
    expect(refused).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    expect(refused).toEqual([3, 4])
    expect(served).toEqual([1, 2])
  })

  it('R-42: keeps a line for longer while it moves, but nobody for more than 8 s', async () => {
    const { queue, served, refused, come } = start()
    for (let n = 1; n <= 20; n++) come(n)
    for (let second = 0; second < 9; second++) {
      await vi.advanceTimersByTimeAsync(1_000)
      queue.giveBack()
    }
    expect(served.length).toBeGreaterThanOrEqual(9)
    expect(served.length + refused.length).toBe(20)
    expect(Math.max(...served)).toBeLessThan(Math.min(...refused))
  })

  it('has its places back when a line was sent away', async () => {
    const { queue, served, refused, come } = start()
    for (const n of [1, 2, 3]) come(n)
    await vi.advanceTimersByTimeAsync(2_100)
    expect(refused).toEqual([3])
    queue.giveBack()
    queue.giveBack()
    for (const n of [4, 5]) come(n)
    await vi.advanceTimersByTimeAsync(0)
    expect(served).toEqual([1, 2, 4, 5])
  })
})
